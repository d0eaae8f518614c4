namespace StreamRnn.Alerting;

/// <summary>How an incident ended.</summary>
public enum Resolution
{
    /// <summary>Not known: the alarms ceased.</summary>
    Unknown,

    /// <summary>The stream is back where it was before.</summary>
    Recovered,

    /// <summary>The stream stayed as the incident made it, and the detector has learned it.</summary>
    NewNormal,
}
