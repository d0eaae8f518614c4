using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Native;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// An input partition between its assignment and its hand-over. Its records belong to one lane thread all that time, which alone
/// moves its position on, calls the processor and makes it anew; all else belongs to the group's thread.
/// </summary>
internal sealed class AssignedPartition(int number, IPartitionProcessor processor, LaneThread lane, PartitionQueue queue) : PartitionOffsets(number), IDisposable
{
    public IPartitionProcessor Processor { get; private set; } = processor;

    /// <summary>Whose records they are.</summary>
    public LaneThread Lane { get; } = lane;

    /// <summary>The client's queue, from which they are forwarded to the lane's.</summary>
    public PartitionQueue Queue { get; } = queue;

    /// <summary>Its lane thread's number of the last batch in which there was something new.</summary>
    public long LastBatch { get; set; }

    /// <summary>The offset of the first new record in that batch, or -1: from there on records may come a second time.</summary>
    public long LastBatchStart { get; set; } = -1;

    /// <summary>Where its reading begins, the group's commit or the first record; -1 as long as that is not known. Only told, and not gone by.</summary>
    public long Start { get; set; } = -1;

    /// <summary>The offset after the last record that can be read, as the cluster last said; -1 as long as it has not. Only told.</summary>
    public long End { get; set; } = -1;

    /// <summary>Forgets the records so far: what comes next is the first record of a log that is another one.</summary>
    public void Restart(Func<int, IPartitionProcessor> create)
    {
        Processor.Dispose();
        Processor = create(Number);
        Position = -1;
        LastBatch = 0;
        LastBatchStart = -1;
    }

    public void Dispose()
    {
        Queue.Dispose();
        Processor.Dispose();
    }
}
