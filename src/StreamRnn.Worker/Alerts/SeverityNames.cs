namespace StreamRnn.Worker.Alerts;

/// <summary>What a severity is called wherever it is written, and what rules and numbers make of it.</summary>
internal static class SeverityNames
{
    public static string Name(this Severity severity) => severity switch
    {
        Severity.Info => "info",
        Severity.Warning => "warning",
        _ => "critical",
    };

    /// <summary>By so many ranks, as far as they go.</summary>
    public static Severity Raised(this Severity severity, int ranks) => (Severity)Math.Min((int)severity + ranks, (int)Severity.Critical);

    /// <summary>At most the rank that rules allow.</summary>
    public static Severity Capped(this Severity severity, int cap) => (Severity)Math.Min((int)severity, cap);
}
