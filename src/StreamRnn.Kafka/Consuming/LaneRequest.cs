namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// What the group's thread asks of a lane thread: to take a partition on, or to let go of one. Whoever asks may wait for it, and
/// may give the wait up: then the lane thread, when it comes to it, disposes what it lets go of, since nobody else will.
/// </summary>
internal sealed class LaneRequest(AssignedPartition partition, bool isAddition)
{
    private const int Pending = 0;
    private const int Done = 1;
    private const int Abandoned = 2;

    private readonly ManualResetEventSlim done = new();
    private int state;

    public AssignedPartition Partition => partition;

    public bool IsAddition => isAddition;

    /// <summary>Set when the lane thread has done it.</summary>
    public WaitHandle WaitHandle => done.WaitHandle;

    /// <summary>Called by the lane thread; false where nobody waits for it any more.</summary>
    public bool TryComplete()
    {
        bool isWaitedFor = Interlocked.CompareExchange(ref state, Done, Pending) == Pending;
        done.Set();
        return isWaitedFor;
    }

    /// <summary>Called by the one that waits; false where it is done after all.</summary>
    public bool TryAbandon() => Interlocked.CompareExchange(ref state, Abandoned, Pending) == Pending;
}
