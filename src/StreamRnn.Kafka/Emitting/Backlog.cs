namespace StreamRnn.Kafka.Emitting;

/// <summary>What waits for its acknowledgement: how much, for how long, and whether the input is to be paused for it. Its owner's lock guards additions and removals; how much it is any thread may ask.</summary>
internal sealed class Backlog(TimeProvider timeProvider)
{
    /// <summary>Beyond either of these the input is paused; what is at hand then, one batch a lane thread at most, is still handled.</summary>
    private const int MaximumCount = 10_000;
    private const long MaximumBytes = 32 << 20;

    private readonly LinkedList<Emission> emissions = [];
    private int count;
    private long bytes;

    public int Count => Volatile.Read(ref count);

    /// <summary>Whether so much waits that no more should be taken in.</summary>
    private bool IsFull => Count >= MaximumCount || Volatile.Read(ref bytes) >= MaximumBytes;

    /// <summary>Whether so much of it is acknowledged that a paused input may go on.</summary>
    private bool HasRoom => Count < MaximumCount / 2 && Volatile.Read(ref bytes) < MaximumBytes / 2;

    /// <summary>Whether the input is to be paused, given whether it <paramref name="isPaused"/>.</summary>
    public bool MustPause(bool isPaused) => isPaused ? !HasRoom : IsFull;

    /// <summary>How long the oldest has waited; zero where nothing does. Within the lock.</summary>
    public TimeSpan OldestAge() =>
        emissions.First is { Value: var oldest } ? timeProvider.GetElapsedTime(oldest.EmittedAt) : TimeSpan.Zero;

    public void Add(Emission emission)
    {
        emission.EmittedAt = timeProvider.GetTimestamp();
        emission.Place = emissions.AddLast(emission);
        Volatile.Write(ref count, emissions.Count);
        Volatile.Write(ref bytes, bytes + emission.Bytes);
    }

    public void Remove(Emission emission)
    {
        emissions.Remove(emission.Place!);
        Volatile.Write(ref count, emissions.Count);
        Volatile.Write(ref bytes, bytes - emission.Bytes);
    }
}
