namespace StreamRnn.Worker.Fleet;

/// <summary>An anomaly that was put into a stream.</summary>
internal sealed record MadeAnomaly
{
    /// <summary>What is wrong.</summary>
    public required AnomalyKind Kind { get; init; }

    /// <summary>When its first reading is taken, or would be, Unix milliseconds.</summary>
    public required long Start { get; init; }

    /// <summary>When its last one is, or would be.</summary>
    public required long End { get; init; }

    /// <summary>How large it is, in multiples of the stream's noise or, of a deviation, of its usual size; 0 where that means nothing.</summary>
    public double Size { get; init; }

    /// <summary>+1 above, -1 below.</summary>
    public int Direction { get; init; } = 1;

    /// <summary>Which other pattern is in force, as the stream's process reads it; 0 for none.</summary>
    public double Change { get; init; }

    /// <summary>The disturbance some hours before, or null.</summary>
    public DisturbanceKind? After { get; init; }

    /// <summary>Whether a reading taken then is part of it.</summary>
    public bool Holds(long at) => at >= Start && at <= End;
}

/// <summary>What may befall a stream some hours before its first anomaly: a fault, but not one that says anything of what is measured.</summary>
internal enum DisturbanceKind
{
    /// <summary>A single reading beyond all bounds.</summary>
    WildReading,

    /// <summary>A clock that is a day ahead once, or behind for a while.</summary>
    ClockGlitch,
}

/// <summary>A disturbance that was put into a stream.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">When its first reading is taken, Unix milliseconds.</param>
/// <param name="End">When its last one is.</param>
/// <param name="Value">The wild reading.</param>
/// <param name="ClockOffset">Milliseconds by which the clock is ahead, negative behind.</param>
internal sealed record Disturbance(DisturbanceKind Kind, long Start, long End, double Value, long ClockOffset)
{
    /// <summary>Whether a reading taken then is part of it.</summary>
    public bool Holds(long at) => at >= Start && at <= End;
}
