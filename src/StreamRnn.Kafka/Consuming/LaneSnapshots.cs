using System.Diagnostics;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>Takes the snapshots of one lane thread's partitions, one partition after the other. Belongs to that thread.</summary>
internal sealed class LaneSnapshots(ConsumerStatus status)
{
    private AssignedPartition? current;

    /// <summary>Whether one is under way.</summary>
    public bool IsUnderWay => current is not null;

    /// <summary>Does a step, which takes no longer than the copy of a chunk. Whether there is another one to do at once.</summary>
    public bool Step(Dictionary<int, AssignedPartition>.ValueCollection partitions)
    {
        if (current is not null)
        {
            return Step(current);
        }

        foreach (AssignedPartition partition in partitions)
        {
            if (partition is { Snapshots: not null } && Step(partition))
            {
                return true;
            }

            if (current is not null)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Forgets a partition that is handed over.</summary>
    public void Exclude(AssignedPartition partition)
    {
        partition.Snapshots?.Drop();
        current = current == partition ? null : current;
    }

    private bool Step(AssignedPartition partition)
    {
        long start = Stopwatch.GetTimestamp();
        bool hasMore = partition.Snapshots!.Step((IRestorableProcessor)partition.Processor);
        current = partition.Snapshots.IsUnderWay ? partition : null;
        if (hasMore)
        {
            status.NoteSnapshotPause(Stopwatch.GetElapsedTime(start));
        }

        return hasMore;
    }
}
