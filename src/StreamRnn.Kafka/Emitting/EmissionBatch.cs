using StreamRnn.Kafka.Consuming;

namespace StreamRnn.Kafka.Emitting;

/// <summary>What is emitted between two commits, and the offsets that may be committed once all of it is acknowledged.</summary>
internal sealed class EmissionBatch
{
    private int outstanding;

    /// <summary>Whether all that was emitted in it is acknowledged.</summary>
    public bool IsAcknowledged => Volatile.Read(ref outstanding) == 0;

    /// <summary>Whether an alert is among it, which lets offsets be committed at once.</summary>
    public bool HasAlert { get; private set; }

    /// <summary>Positions at the moment the batch was closed; null while it is open.</summary>
    public IReadOnlyList<(AssignedPartition Partition, long Position)>? Positions { get; private set; }

    public void Add(bool isAlert)
    {
        HasAlert |= isAlert;
        Interlocked.Increment(ref outstanding);
    }

    /// <summary>Called by the client's own thread.</summary>
    public void Acknowledge() => Interlocked.Decrement(ref outstanding);

    public void Close(IEnumerable<AssignedPartition> partitions) =>
        Positions = [.. partitions.Where(static partition => partition.IsDirty).Select(static partition => (partition, partition.Position))];
}
