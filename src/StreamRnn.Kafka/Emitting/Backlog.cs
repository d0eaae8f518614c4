namespace StreamRnn.Kafka.Emitting;

/// <summary>What waits for its acknowledgement: how much, since when, and whether the input is to be paused for it. Its owner's lock guards all but how much it is, which any thread may ask.</summary>
internal sealed class Backlog(TimeProvider timeProvider)
{
    /// <summary>Beyond either of these the input is paused; what is at hand then, one batch a lane thread at most, is still handled.</summary>
    private const int MaxCount = 10_000;
    private const long MaxBytes = 32 << 20;

    /// <summary>Those that the client was given, in the order of the first time.</summary>
    private readonly LinkedList<Emission> sent = [];
    private int count;
    private long bytes;

    public int Count => Volatile.Read(ref count);

    /// <summary>Whether so much waits that no more should be taken in.</summary>
    private bool IsFull => Count >= MaxCount || Volatile.Read(ref bytes) >= MaxBytes;

    /// <summary>Whether so much of it is acknowledged that a paused input may go on.</summary>
    private bool HasRoom => Count < MaxCount / 2 && Volatile.Read(ref bytes) < MaxBytes / 2;

    /// <summary>Whether the input is to be paused, given whether it <paramref name="isPaused"/>.</summary>
    public bool MustPause(bool isPaused) => isPaused ? !HasRoom : IsFull;

    /// <summary>How long the cluster has had the oldest of them; zero where it has none. One that waits for its turn is not the cluster's yet.</summary>
    public TimeSpan OldestAge() => sent.First is { Value: var oldest } ? timeProvider.GetElapsedTime(oldest.SentAt) : TimeSpan.Zero;

    public void Add(Emission emission)
    {
        Volatile.Write(ref count, count + 1);
        Volatile.Write(ref bytes, bytes + emission.Bytes);
    }

    /// <summary>The client is given it, for the first time or again.</summary>
    public void Send(Emission emission)
    {
        if (emission.Place is null)
        {
            emission.SentAt = timeProvider.GetTimestamp();
            emission.Place = sent.AddLast(emission);
        }
    }

    /// <summary>It is acknowledged or given up, after it was sent.</summary>
    public void Remove(Emission emission)
    {
        sent.Remove(emission.Place!);
        Volatile.Write(ref count, count - 1);
        Volatile.Write(ref bytes, bytes - emission.Bytes);
    }
}
