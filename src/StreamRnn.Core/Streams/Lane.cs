namespace StreamRnn.Core.Streams;

/// <summary>
/// One input partition's streams, weights and state, owned by one thread. A pure function of its options and of the
/// events given to it, in order: no clock, no I/O, nothing allocated per event.
/// </summary>
public sealed class Lane : IDisposable
{
    /// <summary>Allocates all that the lane will ever hold.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range.</exception>
    public Lane(LaneOptions options)
    {
        Options = options;
        Counters = new LaneCounters();
    }

    /// <summary>The options the lane was made with.</summary>
    public LaneOptions Options { get; }

    /// <summary>Plain counts that only the lane's thread writes; others may read them at any time.</summary>
    public LaneCounters Counters { get; }

    /// <summary>The newest event time taken in, Unix milliseconds; <see cref="long.MinValue"/> before the first event.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>The last offset seen, whatever became of its event; -1 before the first event.</summary>
    public long LastOffset { get; private set; } = -1;

    /// <summary>Scores an event against the forecast made before it, then takes it in. <paramref name="scored"/> is valid for <see cref="EventOutcome.Scored"/> and <see cref="EventOutcome.WarmingUp"/>.</summary>
    public EventOutcome Process(in SensorEvent sensorEvent, ScoredEvent scored)
    {
        ArgumentNullException.ThrowIfNull(scored);
        LastOffset = sensorEvent.Offset;
        Watermark = Math.Max(Watermark, sensorEvent.Time);
        return EventOutcome.WarmingUp;
    }

    /// <summary>Frees the arena.</summary>
    public void Dispose()
    {
    }
}
