namespace StreamRnn.Kafka.Emitting;

/// <summary>How far an assigned input partition is handled and committed. One thread handles its records and writes <see cref="Position"/>; the group's writes what is committed.</summary>
internal class PartitionOffsets(int number)
{
    private long position = -1;

    /// <summary>The partition's number.</summary>
    public int Number { get; } = number;

    /// <summary>The offset after the last record handled; -1 before the first. Published after all that the record caused is emitted; any thread may read it.</summary>
    public long Position
    {
        get => Volatile.Read(ref position);
        set => Volatile.Write(ref position, value);
    }

    /// <summary>The offset last committed; -1 before the first commit.</summary>
    public long Committed { get; set; } = -1;

    /// <summary>Whether there is something to commit: also where the position went back.</summary>
    public bool IsDirty => Position is var handled and >= 0 && handled != Committed;
}
