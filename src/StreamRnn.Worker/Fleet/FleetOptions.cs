namespace StreamRnn.Worker.Fleet;

/// <summary>What a made fleet is like. Equal options give equal readings, to the last digit.</summary>
internal sealed record FleetOptions
{
    /// <summary>The most streams.</summary>
    public const int MaxStreams = 1_000_000;

    /// <summary>The most days.</summary>
    public const int MaxDays = 366;

    /// <summary>The shortest time between two readings of a stream.</summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);

    /// <summary>The longest time between two readings of a stream.</summary>
    public static readonly TimeSpan MaxInterval = TimeSpan.FromHours(1);

    /// <summary>Streams, 1 to 1,000,000. What one of them reads does not depend on how many others there are.</summary>
    public int Streams { get; init; } = 210;

    /// <summary>Days of readings, 1 to 366.</summary>
    public int Days { get; init; } = 12;

    /// <summary>Time between two readings of a stream, 1 second to 1 hour, whole milliseconds.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Seed of all random choices.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Anomalies of a stream that is not clean, from 0 to one for each day on which they may begin.</summary>
    public int Anomalies { get; init; } = 2;

    /// <summary>The first reading's time, at the earliest.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Share of streams without anomalies.</summary>
    public double CleanShare { get; init; } = 0.2;

    /// <summary>Share of the other streams with a wild reading some hours before their first anomaly.</summary>
    public double WildShare { get; init; } = 0.15;

    /// <summary>Share of the other streams with a fault of the clock some hours before their first anomaly.</summary>
    public double GlitchShare { get; init; } = 0.1;

    /// <summary>No anomaly begins before: day 5, or a third of a fleet of fewer days.</summary>
    public TimeSpan AnomaliesFrom => TimeSpan.FromDays(Math.Min(4, Days / 3.0));

    /// <summary>The most anomalies a stream that fit: each has a day for itself.</summary>
    public int MaxAnomalies => (int)(TimeSpan.FromDays(Days) - AnomaliesFrom).TotalDays;

    /// <summary>The fleet's start, Unix milliseconds.</summary>
    public long StartMilliseconds => Start.ToUnixTimeMilliseconds();

    /// <summary>The fleet's end, Unix milliseconds: no reading has this time or a later one.</summary>
    public long EndMilliseconds => Start.AddDays(Days).ToUnixTimeMilliseconds();
}
