namespace StreamRnn.Kafka.Emitting;

/// <summary>How far an assigned input partition is handled and committed. One thread handles its records and writes <see cref="Position"/>; the group's writes what is committed.</summary>
internal class PartitionOffsets(int number)
{
    private long position = -1;
    private long committed = -1;
    private long replayEnd = -1;

    /// <summary>The partition's number.</summary>
    public int Number { get; } = number;

    /// <summary>The offset after the last record handled; -1 before the first. Published after all that the record caused is emitted; any thread may read it.</summary>
    public long Position
    {
        get => Volatile.Read(ref position);
        set => Volatile.Write(ref position, value);
    }

    /// <summary>The offset last committed; -1 before the first commit. Any thread may read it.</summary>
    public long Committed
    {
        get => Volatile.Read(ref committed);
        set => Volatile.Write(ref committed, value);
    }

    /// <summary>Where what the records caused has not been emitted yet: those before are only replayed, and not committed again. -1 where there are none.</summary>
    public long ReplayEnd
    {
        get => Volatile.Read(ref replayEnd);
        set => Volatile.Write(ref replayEnd, value);
    }

    /// <summary>Whether records are handled that were before.</summary>
    public bool IsReplaying => Position < ReplayEnd;

    /// <summary>Whether there is something to commit: also where the position went back.</summary>
    public bool IsDirty => MayCommit(Position);

    /// <summary>Whether this position is to be committed.</summary>
    public bool MayCommit(long handled) => handled >= 0 && handled >= ReplayEnd && handled != Committed;
}
