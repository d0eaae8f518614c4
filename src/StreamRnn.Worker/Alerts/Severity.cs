namespace StreamRnn.Worker.Alerts;

/// <summary>What to do about an incident: look at it some day, today, now.</summary>
internal enum Severity
{
    /// <summary>Peak score below 0.7.</summary>
    Info,

    /// <summary>Peak score from 0.7.</summary>
    Warning,

    /// <summary>Peak score from 0.9.</summary>
    Critical,
}

/// <summary>From score to severity.</summary>
internal static class SeverityScale
{
    public const double WarningFrom = 0.7;
    public const double CriticalFrom = 0.9;

    /// <summary>The severity of an incident whose highest score so far is <paramref name="peakScore"/>, so that it never falls within an incident.</summary>
    public static Severity Of(double peakScore) => peakScore switch
    {
        >= CriticalFrom => Severity.Critical,
        >= WarningFrom => Severity.Warning,
        _ => Severity.Info,
    };
}
