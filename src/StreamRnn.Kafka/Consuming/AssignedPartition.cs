using StreamRnn.Kafka.Native;

namespace StreamRnn.Kafka.Consuming;

/// <summary>An input partition between its assignment and its hand-over. Belongs to the consumer's thread.</summary>
internal sealed class AssignedPartition(int number, IPartitionProcessor processor, PartitionQueue? queue = null) : IDisposable
{
    public int Number { get; } = number;

    public IPartitionProcessor Processor { get; } = processor;

    /// <summary>The client's queue, where records are taken from it in batches.</summary>
    public PartitionQueue? Queue { get; } = queue;

    /// <summary>The offset after the last record handled; -1 before the first.</summary>
    public long Position { get; set; } = -1;

    /// <summary>The offset last committed; -1 before the first commit.</summary>
    public long Committed { get; set; } = -1;

    /// <summary>Whether the client was asked to fetch no more for now.</summary>
    public bool IsPaused { get; set; }

    public bool IsDirty => Position > Committed;

    public void Dispose()
    {
        Queue?.Dispose();
        Processor.Dispose();
    }
}
