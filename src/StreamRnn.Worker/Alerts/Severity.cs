namespace StreamRnn.Worker.Alerts;

/// <summary>What to do about an incident: look at it some day, today, now.</summary>
internal enum Severity
{
    /// <summary>Peak score below 0.99: rarer than once in a month at the default threshold.</summary>
    Info,

    /// <summary>Peak score from 0.99: rarer than once in a hundred days.</summary>
    Warning,

    /// <summary>Peak score from 0.999: rarer than once in three years.</summary>
    Critical,
}

/// <summary>From score and confidence to severity.</summary>
internal static class SeverityScale
{
    public const double WarningFrom = 0.99;
    public const double CriticalFrom = 0.999;

    /// <summary>Confidence below which nothing is more than info.</summary>
    public const double WarningConfidence = 0.5;

    /// <summary>Confidence below which nothing is more than a warning.</summary>
    public const double CriticalConfidence = 0.8;

    /// <summary>The severity of an incident whose highest score so far is <paramref name="peakScore"/>; both only rise within an incident, and so does this.</summary>
    public static Severity Of(double peakScore, double confidence) => (peakScore, confidence) switch
    {
        ( >= CriticalFrom, >= CriticalConfidence) => Severity.Critical,
        ( >= WarningFrom, >= WarningConfidence) => Severity.Warning,
        _ => Severity.Info,
    };
}
