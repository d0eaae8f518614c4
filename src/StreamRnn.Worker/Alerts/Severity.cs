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
