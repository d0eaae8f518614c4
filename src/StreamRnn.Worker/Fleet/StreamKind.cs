namespace StreamRnn.Worker.Fleet;

/// <summary>What a made stream is like when nothing is wrong.</summary>
internal enum StreamKind
{
    /// <summary>Harmonics of the day, and noise.</summary>
    Daily,

    /// <summary>The load of a working week, low at the weekend.</summary>
    Weekday,

    /// <summary>Whole numbers by chance, at a daily rate.</summary>
    Counts,

    /// <summary>A level without a clock.</summary>
    Wandering,

    /// <summary>On and off.</summary>
    DutyCycle,

    /// <summary>A wave of minutes to an hour.</summary>
    ShortPeriod,
}
