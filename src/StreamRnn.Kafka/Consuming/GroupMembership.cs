using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Snapshots;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>What the group gives and takes: partitions assigned, revoked and lost, and the topic that is waited for. Called within the client's Consume, on the group's thread.</summary>
internal sealed class GroupMembership(
    SessionSettings settings,
    Dictionary<int, AssignedPartition> partitions,
    LaneThreads lanes,
    Delivery delivery,
    PartitionFetching fetching,
    SnapshotContext? snapshots,
    bool isTopicNew,
    Reporting reporting)
{
    /// <summary>
    /// For how long after the topic was made anew partitions begin at their first record and not at the group's commit, which may
    /// still be one of the old topic: by then all members have noticed.
    /// </summary>
    private static readonly TimeSpan commitsAreOld = TimeSpan.FromMinutes(1);

    private readonly RecoverySettings recovery = new(settings.Kafka, settings.Snapshots, settings.Input.Topic, settings.Factory, settings.Queries, reporting);
    private readonly long start = reporting.TimeProvider.GetTimestamp();
    private readonly string topic = settings.Input.Topic;
    private readonly TimeSpan stopTimeout = settings.Kafka.StopTimeout;
    private readonly ConsumerStatus status = reporting.Status;
    private readonly ILogger logger = reporting.Logger;
    private volatile bool isDiscarding;
    private bool isTopicMissing;
    private bool hasShare;

    /// <summary>Joining until the group has given us a share, and again once that is lost; running meanwhile, also where the share is none; or that the topic is missing.</summary>
    public ConsumerState State =>
        isTopicMissing && !IsTopicKnown ? ConsumerState.TopicMissing : hasShare ? ConsumerState.Running : ConsumerState.Joining;

    /// <summary>The client says once that the topic is missing, and says nothing to a worker without a share when it is there: who looks at the cluster knows.</summary>
    private bool IsTopicKnown => status.Cluster is { InputPartitions: > 0 };

    /// <summary>Makes a processor for each partition that is new, and gives it to a lane thread. Returns where they are to be read from.</summary>
    public IEnumerable<TopicPartitionOffset> Assigned(List<TopicPartition> assigned)
    {
        bool beginsAnew = isTopicNew && reporting.TimeProvider.GetElapsedTime(start) < commitsAreOld;
        TopicPartitionOffset[] offsets = [.. assigned.Select(partition => new TopicPartitionOffset(partition, beginsAnew ? Offset.Beginning : Offset.Unset))];
        if (isDiscarding)
        {
            return offsets;
        }

        foreach (int number in assigned.Select(static added => added.Partition.Value).Order())
        {
            Add(number, beginsAnew);
        }

        if (assigned.Count > 0)
        {
            isTopicMissing = false;
            status.CountAssigned(assigned.Count);
            logger.Assigned(topic, Numbers(assigned.Select(static added => added.Partition)));
        }

        hasShare = true;
        return offsets;
    }

    /// <summary>Gives those partitions to their lane threads that are brought to where they were, and says which are not yet.</summary>
    /// <exception cref="KafkaFatalException">One can't be. What else ended it is thrown as it is.</exception>
    public void Serve()
    {
        if (snapshots is null)
        {
            return;
        }

        foreach (AssignedPartition partition in partitions.Values)
        {
            if (partition.Recovery?.Outcome is { } outcome)
            {
                TryGoOn(partition, outcome, snapshots);
            }
        }

        RecoveryStatus[] under = [.. partitions.Values.Where(static partition => partition.Recovery is not null || partition.IsReplaying).Select(static partition =>
            new RecoveryStatus(partition.Number, partition.Recovery?.Progress ?? 1, Math.Max(0, partition.ReplayEnd - partition.Position)))];
        if (under.Length > 0 || status.Recoveries.Count > 0)
        {
            status.Recoveries = under;
        }
    }

    /// <summary>Hands partitions over in order: their threads let go of them, what is emitted is flushed, offsets are committed, then they are disposed.</summary>
    public void Revoked(List<TopicPartitionOffset> revoked)
    {
        if (isDiscarding)
        {
            return;
        }

        var deadline = new Deadline(reporting.TimeProvider, stopTimeout / 2);
        List<AssignedPartition> gone = Find(revoked);
        List<AssignedPartition> stopped = LetGo(gone);
        bool committed = delivery.FlushAndCommit(deadline) && stopped.Count == gone.Count;
        status.CountRevoked(revoked.Count);
        logger.Revoked(topic, Numbers(revoked.Select(static partition => partition.Partition)), committed);
        Forget(gone, stopped);
    }

    /// <summary>Gives up partitions that others may own already: nothing is committed.</summary>
    public void Lost(List<TopicPartitionOffset> lost)
    {
        if (isDiscarding)
        {
            return;
        }

        List<AssignedPartition> gone = Find(lost);
        Forget(gone, LetGo(gone));
        status.CountLost(lost.Count);
        logger.Lost(topic, Numbers(lost.Select(static partition => partition.Partition)));
        hasShare = false;
    }

    /// <summary>From now on the group's calls change nothing: the consumer leaves, and all that can be committed is.</summary>
    public void Discard() => isDiscarding = true;

    /// <summary>Disposes all partitions, after <see cref="Discard"/> and after the lane threads have been stopped. One whose thread still has a batch in hand is disposed by that.</summary>
    public void DisposeAll()
    {
        foreach (AssignedPartition partition in partitions.Values)
        {
            partition.Queue.Dispose();
            if (partition.Recovery is not null || partition.Lane.HasEnded(TimeSpan.Zero))
            {
                partition.Dispose();
            }
        }

        partitions.Clear();
    }

    /// <summary>The input topic does not exist: it is waited for.</summary>
    public void TopicIsMissing() => isTopicMissing = true;

    private static string Numbers(IEnumerable<Partition> numbers) =>
        string.Join(", ", numbers.Select(static number => number.Value).Order());

    private void Add(int number, bool beginsAnew)
    {
        IPartitionProcessor processor = settings.Factory.Create(topic, number);
        LaneThread lane = lanes.Choose();
        var partition = new AssignedPartition(number, processor, lane, lane.QueueOf(topic, number))
        {
            // To be committed before the first record comes: a commit of the old topic would leave out what is written until a restart.
            Position = beginsAnew ? 0 : -1,
        };
        partitions.Add(number, partition);
        if (snapshots is not null && processor is IRestorableProcessor restorable)
        {
            partition.Snapshots = new PartitionSnapshots(partition, snapshots);
            if (!beginsAnew)
            {
                Recover(partition, restorable);
                return;
            }
        }

        // The lane is told first: whatever comes from the queue, it is of a partition that the lane has or finds among its requests.
        lane.Add(partition);
        partition.Queue.Forward();
    }

    /// <summary>The partition is the lane's, and not fetched, until its processor is where it was.</summary>
    private void Recover(AssignedPartition partition, IRestorableProcessor processor)
    {
        fetching.Hold(partition.Number);
        partition.Lane.Expect();
        partition.Queue.Forward();
        partition.Recover(new PartitionRecovery(partition.Number, processor, recovery));
    }

    /// <summary>Gives a partition that was brought to where it was to its lane thread, which lets it be fetched from there on. Where the client can't seek yet, the next call does it.</summary>
    private void TryGoOn(AssignedPartition partition, RecoveredPartition recovered, SnapshotContext context)
    {
        if (recovered.Snapshot is var (manifest, _))
        {
            if (!fetching.TrySeek(partition.Number, manifest.Position))
            {
                return;
            }

            NoteReplay(partition, manifest.Position, recovered);
        }

        partition.Snapshots = new PartitionSnapshots(partition, context, recovered.Snapshot);
        partition.EndRecovery(recovered.Processor);
        partition.Lane.AddExpected(partition);
    }

    private void NoteReplay(AssignedPartition partition, long position, RecoveredPartition recovered)
    {
        long next = Math.Max(position, recovered.LogStart);
        if (next > position)
        {
            logger.RecordsGone(topic, partition.Number, position, next - 1);
        }

        partition.Position = next;
        partition.Committed = recovered.Committed ?? -1;
        if (recovered.Committed > next)
        {
            partition.ReplayEnd = recovered.Committed.Value;
            logger.Replays(topic, partition.Number, partition.ReplayEnd - next, partition.ReplayEnd);
        }
    }

    private List<AssignedPartition> Find(List<TopicPartitionOffset> gone) =>
        [.. gone.Select(partition => partitions.GetValueOrDefault(partition.Partition.Value)).OfType<AssignedPartition>()];

    /// <summary>Takes partitions from the threads that have them, and gives their queues back. Returns those that are let go of; the others' threads are too long at a batch.</summary>
    private List<AssignedPartition> LetGo(List<AssignedPartition> gone)
    {
        // Half of what a hand-over may take: the other half is the commit's.
        AssignedPartition[] recovering = [.. gone.Where(static partition => partition.Recovery is not null)];
        List<AssignedPartition> stopped = LaneThreads.Remove([.. gone.Except(recovering)], new Deadline(reporting.TimeProvider, stopTimeout / 4));
        foreach (AssignedPartition partition in recovering)
        {
            fetching.Release(partition.Number);
            partition.Lane.ExpectNoMore();
            stopped.Add(partition);
        }

        foreach (AssignedPartition partition in gone)
        {
            partition.Queue.Dispose();
        }

        return stopped;
    }

    private void Forget(List<AssignedPartition> gone, List<AssignedPartition> stopped)
    {
        foreach (AssignedPartition partition in gone)
        {
            partitions.Remove(partition.Number);
        }

        foreach (AssignedPartition partition in stopped)
        {
            partition.Dispose();
        }
    }
}
