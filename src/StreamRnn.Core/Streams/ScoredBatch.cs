namespace StreamRnn.Core.Streams;

/// <summary>What a lane says of a batch of events, in their order. The caller owns it and hands it to every call, so that scoring allocates nothing.</summary>
public sealed class ScoredBatch
{
    private readonly ScoredEvent[] scored;
    private readonly EventOutcome[] outcomes;
    private readonly long[] watermarks;
    private readonly int[] streams;

    /// <summary>Makes room for as many events, of <paramref name="features"/> features each.</summary>
    public ScoredBatch(int capacity, int features)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        outcomes = new EventOutcome[capacity];
        watermarks = new long[capacity];
        streams = new int[capacity];
        scored = new ScoredEvent[capacity];
        for (int i = 0; i < capacity; i++)
        {
            scored[i] = new ScoredEvent(features);
        }
    }

    /// <summary>Bytes that a batch takes.</summary>
    public static long SizeBytes(int capacity, int features) =>
        capacity * (ScoredEvent.SizeBytes(features) + IntPtr.Size + sizeof(EventOutcome) + sizeof(long) + sizeof(int));

    /// <summary>Events it has room for.</summary>
    public int Capacity => scored.Length;

    /// <summary>What is said of an event; valid where its outcome is <see cref="EventOutcome.Scored"/> or <see cref="EventOutcome.WarmingUp"/>.</summary>
    public ScoredEvent this[int index] => scored[index];

    /// <summary>What became of each event.</summary>
    public Span<EventOutcome> Outcomes => outcomes;

    /// <summary>The lane's <see cref="Lane.Watermark"/> right after each event: time passes event by event, in a batch as well.</summary>
    public Span<long> Watermarks => watermarks;

    /// <summary>How many streams the lane knew right after each event.</summary>
    public Span<int> Streams => streams;
}
