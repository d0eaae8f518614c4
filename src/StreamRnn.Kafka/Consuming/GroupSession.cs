using System.Collections.Concurrent;
using Confluent.Kafka;
using StreamRnn.Kafka.Cluster;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Snapshots;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// One stay in the group, from joining it to leaving it, with a client and lane threads of its own. The partitions that it is
/// assigned stand in a list that outlives it, as does what is emitted because of them. Belongs to the group's thread.
/// </summary>
internal sealed class GroupSession
{
    private readonly SessionSettings settings;
    private readonly ConsumerParts parts;
    private readonly Reporting reporting;
    private readonly Dictionary<int, AssignedPartition> partitions;
    private readonly ConcurrentQueue<Error> partitionErrors = new();
    private readonly IConsumer<Ignore, Ignore> consumer;
    private readonly GroupPoll poll;
    private readonly LaneThreads lanes;
    private readonly GroupMembership membership;
    private readonly TopicWatch watch;
    private volatile bool hasLeft;

    /// <summary>Makes the client; connects to nothing yet.</summary>
    /// <param name="settings">What it goes by.</param>
    /// <param name="parts">What outlives it.</param>
    /// <param name="newTopicId">The topic's id where it was made anew since the last stay: then it is read from its beginning.</param>
    /// <param name="reporting">Where it says what happens.</param>
    public GroupSession(SessionSettings settings, ConsumerParts parts, string? newTopicId, Reporting reporting)
    {
        this.settings = settings;
        this.parts = parts;
        this.reporting = reporting;
        partitions = parts.Partitions;
        consumer = new ConsumerBuilder<Ignore, Ignore>(ClientConfiguration.Consumer(settings.Kafka))
            .SetPartitionsAssignedHandler((_, assigned) => membership!.Assigned(assigned))
            .SetPartitionsRevokedHandler((_, revoked) => membership!.Revoked(revoked))
            .SetPartitionsLostHandler((_, lost) => membership!.Lost(lost))
            .SetErrorHandler((_, error) => Report(error))
            .SetLogHandler((_, message) => parts.Reports.Log(message))
            .Build();
        poll = new GroupPoll(consumer, Report);
        var threads = new LaneThreadFactory(settings, consumer, parts.Emissions, parts.Delivery, partitionErrors, reporting);
        lanes = new LaneThreads(settings.Kafka.EffectiveLaneThreads, parts.Emitters, () => threads.Create(parts.Emitters.Leave));
        SnapshotContext? snapshots = parts.Snapshots is null ? null : new SnapshotContext(
            settings.Snapshots, settings.Kafka.GroupId, settings.Input.Topic, () => watch?.TopicId, parts.Snapshots, parts.Delivery.CommitSoon, reporting);
        membership = new GroupMembership(
            settings, partitions, lanes, parts.Delivery, new PartitionFetching(consumer, settings.Input.Topic), snapshots, newTopicId is not null, reporting);
        watch = new TopicWatch(settings.Queries(consumer), partitions, newTopicId, reporting.TimeProvider);
    }

    /// <summary>Where it stands in the group.</summary>
    public ConsumerState State => membership.State;

    /// <summary>The topic's id as it was when the session began, or null as long as that is not known.</summary>
    public string? TopicId => watch.TopicId;

    /// <summary>The topic's id where it was deleted and made anew since the session began, or null: then the client may be waiting for the old one for ever, and this session is to be left.</summary>
    public string? NewTopicId => watch.NewTopicId;

    /// <summary>Joins the group.</summary>
    /// <exception cref="KafkaFatalException">The client can't be read from.</exception>
    public void Join()
    {
        // Whether there can be lane threads is known now, and not when the first partition comes.
        _ = ClientHandle.Of(consumer);
        consumer.Subscribe(settings.Input.Topic);
        reporting.Logger.Started(settings.Input.Topic, settings.Kafka.GroupId, settings.Kafka.BootstrapServers);
    }

    /// <summary>Serves the group's events; waits for one at most <paramref name="wait"/>.</summary>
    /// <exception cref="KafkaFatalException">The client can't go on. A lane thread's own failure is thrown as it is.</exception>
    public void Serve(TimeSpan wait)
    {
        poll.Serve(wait);
        lanes.ThrowIfFailed();
        membership.Serve();
        while (partitionErrors.TryDequeue(out Error? error))
        {
            Report(error);
        }
    }

    /// <summary>Publishes where the partitions stand. To be called about once a second.</summary>
    public void Publish()
    {
        watch.Look();
        reporting.Status.Partitions = [.. partitions.Values.OrderBy(static partition => partition.Number).Select(partition => new PartitionStatus(
            partition.Number,
            partition.Position >= 0 ? partition.Position : partition.Start,
            partition.Committed,
            Math.Max(partition.End, FetchedEnd(partition.Number))))];
    }

    /// <summary>Sees to it that the partitions' records go to their lane threads. To be called about once a second, while these run.</summary>
    public void Forward()
    {
        foreach (AssignedPartition partition in partitions.Values)
        {
            partition.Queue.Forward();
        }
    }

    /// <summary>Commits offsets; waits for the cluster's answer. Any thread may call it.</summary>
    public void Commit(IEnumerable<TopicPartitionOffset> offsets) => settings.Commit(consumer, offsets);

    /// <summary>Ends the lane threads. Whether all have ended until <paramref name="deadline"/>: one that is long at a batch is not waited for, and what it has in hand is the next owner's.</summary>
    public bool StopLanes(Deadline deadline) => lanes.Stop(deadline);

    /// <exception cref="Exception">What a lane thread ended with.</exception>
    public void ThrowIfLaneFailed() => lanes.ThrowIfFailed();

    /// <summary>Forgets the partitions, after the lane threads were stopped: nothing of theirs is committed any more.</summary>
    public void GiveUpPartitions()
    {
        membership.Discard();
        membership.DisposeAll();
    }

    /// <summary>Gives the partitions up, leaves the group and closes the client, beside this thread: a cluster that does not answer must not hold up whoever leaves.</summary>
    public void Leave(TimeSpan timeout)
    {
        if (hasLeft)
        {
            return;
        }

        hasLeft = true;

        // Partitions first: the client doesn't close while anyone holds a queue of its.
        GiveUpPartitions();
        lanes.DisposeQueues();
        Task left = Task.Run(Close);
        if (!left.Wait(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero))
        {
            reporting.Logger.LeaveTimedOut(timeout.TotalSeconds);
        }
    }

    private void Close()
    {
        using (consumer)
        {
            watch.Dispose();
            try
            {
                settings.Close(consumer);
            }
            catch (KafkaException failure)
            {
                // All that was to be committed is, or is left to the next owner: the group will miss us by itself.
                reporting.Logger.LeaveFailed(failure.Error.Reason, failure.Error.Code.ToString());
            }
        }
    }

    /// <summary>What the last fetch told of a partition's end: at full speed nothing is newer.</summary>
    private long FetchedEnd(int partition)
    {
        Offset high = consumer.GetWatermarkOffsets(new TopicPartition(settings.Input.Topic, partition)).High;
        return high.IsSpecial ? -1 : high.Value;
    }

    /// <summary>Errors of the consumer: a topic that does not exist is waited for, the rest is the client's to report.</summary>
    private void Report(Error error)
    {
        if (hasLeft)
        {
            // What becomes of a client that was left is no concern of the one after it: fenced, for example.
            return;
        }

        if (error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic && partitions.Count == 0)
        {
            reporting.Status.CountClientError();
            membership.TopicIsMissing();
            return;
        }

        if (error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed)
        {
            parts.ClusterWatch.NoteRefusal(error);
        }

        parts.Reports.Report(error);
    }
}

/// <summary>What a consumer has for all its life, however often it joins its group.</summary>
/// <param name="Partitions">The partitions assigned now.</param>
/// <param name="Emissions">What waits for its acknowledgement, and pauses the input where that is too much.</param>
/// <param name="Snapshots">Writes the partitions' snapshots; null where none are taken.</param>
/// <param name="Delivery">Where lane threads emit to, and what commits their offsets.</param>
/// <param name="Emitters">Who emits: lane threads for as long as they run.</param>
/// <param name="Reports">Where clients' errors go.</param>
/// <param name="ClusterWatch">Who wants to know whether the group or the topic refuses the consumer.</param>
internal sealed record ConsumerParts(
    Dictionary<int, AssignedPartition> Partitions,
    EmissionQueue Emissions,
    SnapshotProducer? Snapshots,
    Delivery Delivery,
    LastUser Emitters,
    ClientReports Reports,
    ClusterWatch ClusterWatch);
