using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Snapshots;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// An input partition between its assignment and its hand-over. Its records belong to one lane thread all that time, which alone
/// moves its position on, calls the processor and makes it anew; all else belongs to the group's thread.
/// </summary>
internal sealed class AssignedPartition(int number, IPartitionProcessor processor, LaneThread lane, PartitionQueue queue) : PartitionOffsets(number), IDisposable
{
    public IPartitionProcessor Processor { get; private set; } = processor;

    /// <summary>What brings its processor to the state that it had, which it has until then; null before and afterwards. The group's thread's.</summary>
    public PartitionRecovery? Recovery { get; private set; }

    /// <summary>What takes its snapshots; null where none are taken. Its lane thread's.</summary>
    public PartitionSnapshots? Snapshots { get; set; }

    /// <summary>Whether the client was told not to fetch it; its lane thread lets it.</summary>
    public bool IsHeld { get; set; }

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

    /// <summary>Hands its processor over until it is at the state that it had.</summary>
    public void Recover(PartitionRecovery recovery)
    {
        Recovery = recovery;
        IsHeld = true;
    }

    /// <summary>Takes the processor back.</summary>
    public void EndRecovery(IPartitionProcessor recovered)
    {
        Recovery = null;
        Processor = recovered;
    }

    /// <summary>Forgets the records so far: what comes next is the first record of a log that is another one.</summary>
    public void Restart(Func<int, IPartitionProcessor> create)
    {
        Processor.Dispose();
        Processor = create(Number);
        Position = -1;
        Committed = -1;
        ReplayEnd = -1;
        Snapshots?.BeginAnew();
        LastBatch = 0;
        LastBatchStart = -1;
    }

    public void Dispose()
    {
        Queue.Dispose();
        if (Recovery is null)
        {
            Snapshots?.Drop();
            Processor.Dispose();
        }
        else
        {
            Recovery.Abandon();
        }
    }
}
