using StreamRnn.Core.Networks;

namespace StreamRnn.Core.Streams;

/// <summary>All that a lane's results depend on besides its input. Immutable; two lanes with equal options and input end in equal state.</summary>
public sealed record LaneOptions
{
    /// <summary>The most features a stream may have.</summary>
    public const int MaxFeatures = 64;

    /// <summary>The most streams a lane has room for.</summary>
    public const int MaxCapacity = 1 << 24;

    /// <summary>The largest reading accepted, either sign: a finite float with room for squares of differences in double.</summary>
    public const double MaxMagnitude = 1e30;

    /// <summary>Streams the lane has room for; at capacity a stranger is admitted only in place of one that is idle. 1 to 16,777,216.</summary>
    public int Capacity { get; init; } = 1024;

    /// <summary>Features per event, 1 to 64.</summary>
    public int Features { get; init; } = 1;

    /// <summary>Hidden units of the LSTM: 8 to 256 in steps of 8, or 0 for 16.</summary>
    public int HiddenUnits { get; init; }

    /// <summary>Layers of the LSTM, 1 to 4, each of as many hidden units; each above the first reads the one below.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Which parts a row holds.</summary>
    public StreamMemory Memory { get; init; } = StreamMemory.Auto;

    /// <summary>What <see cref="StreamMemory.Auto"/> may spend on the lane's rows, in bytes; at least 1 MiB.</summary>
    public long MemoryBudgetBytes { get; init; } = 1L << 30;

    /// <summary>False where events have no real clock (a file without a time column): no time-of-day profile, no lateness.</summary>
    public bool HasClock { get; init; } = true;

    /// <summary>How much older an event may be than the time that two of its stream's events in a row have reached, in milliseconds, 0 and above.</summary>
    public long LatenessMilliseconds { get; init; } = 60_000;

    /// <summary>False keeps events that repeat the one before them bit by bit, instead of rejecting them as duplicates.</summary>
    public bool RejectDuplicates { get; init; } = true;

    /// <summary>
    /// Events of a stream before its first alarm can open an incident, and readings of each feature before it counts for one, at least 50. The default is a
    /// day of readings every five minutes.
    /// </summary>
    public int WarmUpEvents { get; init; } = 300;

    /// <summary>
    /// How many of its usual intervals an established stream is silent for before it is missed, 0 and above; 0 misses none, and keeps no names of streams. Without a clock
    /// none is missed.
    /// </summary>
    public double SilenceIntervals { get; init; }

    /// <summary>How often a silence that lasts is said again, in milliseconds of the lane's time, 0 and above.</summary>
    public long SilenceRepeatMilliseconds { get; init; } = 1_800_000;

    /// <summary>False freezes the network's weights.</summary>
    public bool Learn { get; init; } = true;

    /// <summary>Parts of the detector that are left out, to measure what each is worth.</summary>
    public DetectorParts Without { get; init; }

    /// <summary>Share of a stream's normal readings that its forecast intervals are to hold, above 0 and below 1.</summary>
    public double IntervalMass { get; init; } = 0.99;

    /// <summary>Seed of the first weights and of all random choices.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether streams that fall silent are missed.</summary>
    internal bool MissesSilentStreams => HasClock && SilenceIntervals > 0;

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        Check(Capacity is >= 1 and <= MaxCapacity, Capacity, "1 to 16777216", nameof(Capacity));
        Check(Features is >= 1 and <= MaxFeatures, Features, "1 to 64", nameof(Features));
        Check(HiddenUnits == 0 || (HiddenUnits is >= 8 and <= 256 && HiddenUnits % 8 == 0), HiddenUnits, "8 to 256 in steps of 8, or 0", nameof(HiddenUnits));
        Check(Layers is >= 1 and <= NetworkShape.MaxLayers, Layers, "1 to 4", nameof(Layers));
        Check(Enum.IsDefined(Memory), Memory, "Auto, Lean or Rich", nameof(Memory));
        Check(MemoryBudgetBytes >= 1 << 20, MemoryBudgetBytes, "at least 1048576", nameof(MemoryBudgetBytes));
        Check(LatenessMilliseconds >= 0, LatenessMilliseconds, "0 and above", nameof(LatenessMilliseconds));
        Check(SilenceIntervals is >= 0 and <= 1e6, SilenceIntervals, "0 to 1000000", nameof(SilenceIntervals));
        Check(SilenceRepeatMilliseconds >= 0, SilenceRepeatMilliseconds, "0 and above", nameof(SilenceRepeatMilliseconds));
        Check(WarmUpEvents >= 50, WarmUpEvents, "at least 50", nameof(WarmUpEvents));
        Check(IntervalMass is > 0 and < 1, IntervalMass, "above 0 and below 1", nameof(IntervalMass));
    }

    private static void Check<T>(bool valid, T value, string range, string name)
    {
        if (!valid)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; the range is {range}.");
        }
    }
}
