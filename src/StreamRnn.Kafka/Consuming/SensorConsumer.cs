using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Cluster;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// Reads sensor events as a member of a consumer group: one processor per assigned partition, records of a partition in
/// offset order and on one thread. Delivery is at least once: offsets are committed after all that was emitted because of
/// them is acknowledged. A group without committed offsets begins at the earliest record.
/// </summary>
/// <remarks>
/// The thread that calls <see cref="Run"/> is the group's: it serves rebalances, acknowledgements, commits and errors. Records are
/// taken in by lane threads, over which the partitions are spread; where the client's handle is not known, by the group's thread.
/// Assigned: a processor is made and given to a lane thread. Revoked: the lane thread lets go of it after the batch in hand, what is
/// emitted is flushed, offsets are committed, then the processor is disposed. Lost (the group went on without us): the same,
/// but nothing is committed. A cluster that goes away is waited for; a topic that does not exist as well.
/// </remarks>
public sealed class SensorConsumer
{
    /// <summary>How often the partitions' positions and lag are published.</summary>
    private static readonly TimeSpan statusInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan logInterval = TimeSpan.FromSeconds(30);

    /// <summary>How often acknowledgements are looked at while some are awaited.</summary>
    private static readonly TimeSpan busyWait = TimeSpan.FromMilliseconds(5);

    /// <summary>Bounds how late a stop or a due commit is noticed.</summary>
    private static readonly TimeSpan idleWait = TimeSpan.FromMilliseconds(20);

    private readonly KafkaOptions kafka;
    private readonly InputOptions input;
    private readonly IPartitionProcessorFactory factory;
    private readonly ILogger logger;
    private readonly TimeProvider timeProvider;
    private readonly LogBound logBound;
    private readonly ClientReports reports;
    private readonly DeliverySettings deliverySettings;
    private readonly ProducerConfig producerConfig;
    private readonly Dictionary<int, AssignedPartition> partitions = [];
    private readonly ConcurrentQueue<Error> partitionErrors = new();
    private IConsumer<BorrowedBytes, BorrowedBytes> consumer = null!;
    private EmissionQueue emissions = null!;
    private Delivery delivery = null!;
    private ClusterWatch? watch;
    private GroupPoll poll = null!;
    private LaneThreads? lanes;
    private RecordIntake? intake;
    private NativeMessages? nextQueue;
    private GroupMembership membership = null!;
    private WaitingNotice waiting = null!;
    private long lastPublished;

    /// <summary>Checks the options; connects to nothing yet.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names key, value and range.</exception>
    public SensorConsumer(
        KafkaOptions kafka,
        InputOptions input,
        AlertTopicOptions alerts,
        DeadLetterOptions deadLetters,
        IPartitionProcessorFactory factory,
        ILogger<SensorConsumer> logger,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(kafka);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(alerts);
        ArgumentNullException.ThrowIfNull(deadLetters);
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(logger);
        string[] problems = [.. kafka.Problems(), .. input.Problems(), .. alerts.Problems(), .. deadLetters.Problems()];
        if (problems.Length > 0)
        {
            throw new ArgumentException(string.Join("; ", problems));
        }

        this.kafka = kafka;
        this.input = input;
        this.factory = factory;
        this.logger = logger;
        this.timeProvider = timeProvider ?? TimeProvider.System;
        logBound = new LogBound(this.timeProvider, logInterval);
        reports = new ClientReports(Status, logger, logBound);
        producerConfig = ClientConfiguration.Producer(kafka);
        deliverySettings = new DeliverySettings(
            input.Topic, alerts.Topic, deadLetters, kafka.CommitInterval, producerConfig.MessageMaxBytes!.Value);
    }

    /// <summary>Counts, positions and state, for health and metrics; may be read by any thread at any time.</summary>
    public ConsumerStatus Status { get; } = new();

    /// <summary>Where batches come from: tests take it away, as a Confluent.Kafka would that hides its client.</summary>
    internal Func<IClient, NativeMessages?> MessageSource { get; init; } = static client => NativeMessages.Of(client, BatchHandler.Capacity);

    /// <summary>When the cluster is looked at.</summary>
    internal WatchTimes WatchTimes { get; init; } = new();

    /// <summary>
    /// Reads until <paramref name="stop"/> is cancelled, then finishes the batches in hand, flushes, commits and leaves the group,
    /// all within <c>kafka.stop-timeout</c>. To be called once; blocks its thread.
    /// </summary>
    /// <returns>Whether all that was taken in is emitted and committed. Where the cluster did not answer in time it is not; the next owner takes it up again.</returns>
    /// <exception cref="KafkaFatalException">The client or the cluster said that it can't go on. Nothing unacknowledged was committed.</exception>
    public bool Run(CancellationToken stop)
    {
        if (consumer is not null)
        {
            throw new InvalidOperationException("A consumer runs once; make another one.");
        }

        try
        {
            Connect();
            while (!stop.IsCancellationRequested)
            {
                Step();
            }

            return Stop();
        }
        catch (Exception failure)
        {
            Status.State = ConsumerState.Failed;
            logger.Failed(failure);
            membership?.Discard();
            StopLanes();
            Leave(kafka.StopTimeout / 2);
            throw;
        }
        finally
        {
            watch?.Dispose();
            emissions?.Dispose();
            Status.Partitions = [];
        }
    }

    private void Connect()
    {
        Status.State = ConsumerState.Joining;
        var keys = new BorrowedBytes();
        var values = new BorrowedBytes();
        consumer = new ConsumerBuilder<BorrowedBytes, BorrowedBytes>(ClientConfiguration.Consumer(kafka))
            .SetKeyDeserializer(keys)
            .SetValueDeserializer(values)
            .SetPartitionsAssignedHandler((_, assigned) => membership.Assigned(assigned))
            .SetPartitionsRevokedHandler((_, revoked) => membership.Revoked(revoked))
            .SetPartitionsLostHandler((_, lost) => membership.Lost(lost))
            .SetErrorHandler((_, error) => ConsumerReported(error))
            .SetLogHandler((_, message) => reports.Log(message))
            .Build();
        IProducer<byte[]?, byte[]?> producer = new ProducerBuilder<byte[]?, byte[]?>(producerConfig)
            .SetErrorHandler((_, error) => reports.Report(error))
            .SetLogHandler((_, message) => reports.Log(message))
            .Build();
        var reporting = new Reporting(Status, logger, logBound, timeProvider);
        emissions = new EmissionQueue(producer, deliverySettings.MaximumMessageBytes, reporting);
        delivery = new Delivery(emissions, consumer.Commit, partitions, deliverySettings, reporting);
        watch = new ClusterWatch(
            kafka,
            NeededTopic.All(input.Topic, deliverySettings.AlertTopic, deliverySettings.DeadLetters.Topic),
            () => emissions.Refusals,
            WatchTimes,
            reporting);
        watch.Start();
        waiting = new WaitingNotice(emissions, Status, logger);
        poll = new GroupPoll(consumer, ConsumerReported);
        var threads = new LaneThreadFactory(input, consumer, emissions, delivery, partitionErrors, Status, logger, logBound);
        nextQueue = MessageSource(consumer);
        if (nextQueue is null)
        {
            logger.NoHandle(typeof(Handle).Assembly.GetName().Version?.ToString());
            intake = threads.CreateIntake(poll, partitions);
        }
        else
        {
            lanes = new LaneThreads(kafka.EffectiveLaneThreads, () => threads.Create(NextQueue()));
        }

        membership = new GroupMembership(
            kafka, input.Topic, factory, partitions, lanes, intake?.Bound, delivery, Status, logger, timeProvider);
        consumer.Subscribe(input.Topic);
        logger.Started(input.Topic, kafka.GroupId, kafka.BootstrapServers);
    }

    /// <summary>A queue for one more lane thread. The first was made to see whether there can be one.</summary>
    private NativeMessages NextQueue()
    {
        NativeMessages next = nextQueue ?? MessageSource(consumer)
            ?? throw new KafkaFatalException("The Kafka client has shown its handle once and does no more.");
        nextQueue = null;
        return next;
    }

    private void Step()
    {
        if (intake is not null)
        {
            intake.Take(partitions.Values);
        }
        else
        {
            poll.Serve(delivery.IsBusy || emissions.Outstanding > 0 ? busyWait : idleWait);
        }

        lanes?.ThrowIfFailed();
        while (partitionErrors.TryDequeue(out Error? error))
        {
            ConsumerReported(error);
        }

        reports.ThrowIfFatal();
        delivery.Poll();
        waiting.Show();
        if (timeProvider.GetElapsedTime(lastPublished) >= statusInterval)
        {
            Publish();
            foreach (AssignedPartition partition in partitions.Values)
            {
                partition.Queue?.Forward();
            }
        }
    }

    private void Publish()
    {
        lastPublished = timeProvider.GetTimestamp();
        Status.Partitions = [.. partitions.Values.OrderBy(static partition => partition.Number).Select(partition => new PartitionStatus(
            partition.Number,
            partition.Position,
            partition.Committed,
            HighWatermark(partition.Number)))];
    }

    private long HighWatermark(int partition)
    {
        // What the last fetch told, without asking the cluster.
        Offset high = consumer.GetWatermarkOffsets(new TopicPartition(input.Topic, partition)).High;
        return high.IsSpecial ? -1 : high.Value;
    }

    private bool Stop()
    {
        Status.State = ConsumerState.Stopping;
        long start = timeProvider.GetTimestamp();
        bool committed = StopLanes();
        lanes?.ThrowIfFailed();
        committed &= delivery.FlushAndCommit(new Deadline(timeProvider, (kafka.StopTimeout / 2) - timeProvider.GetElapsedTime(start)));
        Publish();

        // What could not be flushed until now is left to the next owner: leaving must not wait for it once more.
        membership.Discard();
        Leave(kafka.StopTimeout - timeProvider.GetElapsedTime(start));
        Status.State = ConsumerState.Stopped;
        logger.Stopped(Status.Records, committed);
        return committed;
    }

    /// <summary>Whether all lane threads have ended. One that is long at a batch must not hold up the stop: what it has in hand is the next owner's.</summary>
    private bool StopLanes()
    {
        if (lanes is null || lanes.Stop(new Deadline(timeProvider, kafka.StopTimeout / 4)))
        {
            return true;
        }

        logger.LanesTimedOut((kafka.StopTimeout / 4).TotalSeconds);
        return false;
    }

    /// <summary>Leaves the group and closes the client, beside this thread: a cluster that does not answer must not hold up the stop.</summary>
    private void Leave(TimeSpan timeout)
    {
        // Partitions first: the client doesn't close while anyone holds a queue of its.
        membership?.DisposeAll();
        lanes?.DisposeQueues();
        nextQueue?.Dispose();
        if (consumer is { } leaving)
        {
            Task left = Task.Run(() =>
            {
                leaving.Close();
                leaving.Dispose();
            });
            if (!left.Wait(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero))
            {
                logger.LeaveTimedOut(timeout.TotalSeconds);
            }
        }
    }

    /// <summary>Errors of the consumer: a topic that does not exist is waited for, the rest is the client's to report.</summary>
    private void ConsumerReported(Error error)
    {
        if (error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic && partitions.Count == 0)
        {
            Status.CountClientError();
            membership.TopicIsMissing();
            return;
        }

        if (error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed)
        {
            watch?.NoteRefusal(error);
        }

        reports.Report(error);
    }
}
