namespace StreamRnn.Kafka.Emitting;

/// <summary>
/// What is emitted between two commits, and the offsets that may be committed once all of it is acknowledged. Filled and
/// closed under its owner's lock, acknowledged by the client's thread, asked by the group's.
/// </summary>
internal sealed class EmissionBatch(EmissionBatch? previous = null)
{
    private EmissionBatch? previous = previous;
    private int outstanding;

    /// <summary>Whether all that was emitted in it and before it is acknowledged.</summary>
    public bool IsAcknowledged
    {
        get
        {
            if (previous is { IsAcknowledged: true })
            {
                previous = null;
            }

            return previous is null && Volatile.Read(ref outstanding) == 0;
        }
    }

    /// <summary>Positions at the moment the batch was closed; null while it is open.</summary>
    public IReadOnlyList<(PartitionOffsets Partition, long Position)>? Positions { get; private set; }

    public void Add(Emission emission)
    {
        emission.Batch = this;
        Interlocked.Increment(ref outstanding);
    }

    public void Acknowledge() => Interlocked.Decrement(ref outstanding);

    public void Close(IEnumerable<PartitionOffsets> partitions) =>
        Positions = [.. partitions.Select(static partition => (Partition: partition, partition.Position)).Where(static entry => entry.Partition.MayCommit(entry.Position))];
}
