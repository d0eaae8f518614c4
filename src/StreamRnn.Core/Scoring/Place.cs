namespace StreamRnn.Core.Scoring;

/// <summary>Where a stream stands against its profile by the time of day, on average of some ten readings.</summary>
public enum Place
{
    /// <summary>Where it usually is, or nobody knows where that is.</summary>
    Usual,

    /// <summary>Elsewhere.</summary>
    Away,

    /// <summary>Back where it usually is, with this reading.</summary>
    Returned,
}
