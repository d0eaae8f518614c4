using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Cluster;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Snapshots;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// Reads sensor events as a member of a consumer group: one processor per assigned partition, records of a partition in
/// offset order and on one thread. Delivery is at least once: offsets are committed after all that was emitted because of
/// them is acknowledged. A group without committed offsets begins at the earliest record.
/// </summary>
/// <remarks>
/// The thread that calls <see cref="Run"/> is the group's: it serves rebalances, acknowledgements, commits and errors. Records are
/// taken in by lane threads, over which the partitions are spread.
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
    private readonly ILogger logger;
    private readonly TimeProvider timeProvider;
    private readonly Reporting reporting;
    private readonly ClientReports reports;
    private readonly BatchWatch batchWatch;
    private readonly DeliverySettings deliverySettings;
    private readonly ProducerConfig producerConfig;
    private readonly Dictionary<int, AssignedPartition> partitions = [];
    private readonly LastUser emitters;
    private readonly HashSet<string> formerTopicIds = [];
    private EmissionQueue? emissions;
    private SnapshotProducer? snapshotProducer;
    private ConsumerParts? parts;
    private WaitingNotice waiting = null!;
    private GroupSession? session;
    private long lastPublished;
    private bool hasRun;

    /// <summary>Checks the options; connects to nothing yet.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names key, value and range.</exception>
    public SensorConsumer(
        KafkaOptions kafka,
        InputOptions input,
        AlertTopicOptions alerts,
        DeadLetterOptions deadLetters,
        IPartitionProcessorFactory factory,
        ILogger<SensorConsumer> logger,
        TimeProvider? timeProvider = null,
        SnapshotOptions? snapshots = null)
    {
        snapshots ??= new SnapshotOptions();
        ArgumentNullException.ThrowIfNull(kafka);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(alerts);
        ArgumentNullException.ThrowIfNull(deadLetters);
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(logger);
        string[] problems = [.. kafka.Problems(), .. input.Problems(), .. alerts.Problems(), .. deadLetters.Problems(), .. snapshots.Problems()];
        if (problems.Length > 0)
        {
            throw new ArgumentException(string.Join("; ", problems));
        }

        this.kafka = kafka;
        this.logger = logger;
        this.timeProvider = timeProvider ?? TimeProvider.System;
        Status = new ConsumerStatus(this.timeProvider);
        batchWatch = new BatchWatch(Status, logger);
        reporting = new Reporting(Status, logger, new LogBound(this.timeProvider, logInterval), this.timeProvider);
        reports = new ClientReports(Status, logger, reporting.LogBound);
        emitters = new LastUser(() =>
        {
            emissions?.Dispose();
            snapshotProducer?.Dispose();
        });
        SessionSettings = new SessionSettings(kafka, input, factory) { Snapshots = snapshots };
        producerConfig = ClientConfiguration.Producer(kafka);
        deliverySettings = new DeliverySettings(
            input.Topic, alerts.Topic, deadLetters, kafka.CommitInterval, producerConfig.MessageMaxBytes!.Value);
    }

    /// <summary>Counts, positions and state, for health and metrics; may be read by any thread at any time.</summary>
    public ConsumerStatus Status { get; }

    /// <summary>What a stay in the group goes by: tests change it.</summary>
    internal SessionSettings SessionSettings { get; init; }

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
        if (hasRun)
        {
            throw new InvalidOperationException("A consumer runs once; make another one.");
        }

        hasRun = true;
        using var stopTime = new StopTime(timeProvider, kafka.StopTimeout, stop);
        try
        {
            Connect();
            Join();
            while (!stop.IsCancellationRequested)
            {
                Step();
            }

            return Stop(stopTime);
        }
        catch (Exception failure)
        {
            Status.State = ConsumerState.Failed;
            logger.Failed(failure.Message);
            StopLanes();
            session?.Leave(kafka.StopTimeout / 2);
            throw;
        }
        finally
        {
            parts?.ClusterWatch.Dispose();

            // The producer is closed once nobody emits any more: a lane thread that was given up may still do so.
            emitters.Leave();
            Status.Partitions = [];
        }
    }

    private void Connect()
    {
        Status.State = ConsumerState.Joining;
        IProducer<byte[]?, byte[]?> producer = new ProducerBuilder<byte[]?, byte[]?>(producerConfig)
            .SetErrorHandler((_, error) => reports.Report(error))
            .SetLogHandler((_, message) => reports.Log(message))
            .Build();
        emissions = new EmissionQueue(producer, deliverySettings.MaxMessageBytes, deliverySettings.DeadLetters.Topic, reporting);
        var delivery = new Delivery(emissions, offsets => session!.Commit(offsets), partitions.Values, deliverySettings, reporting);
        var watch = new ClusterWatch(
            kafka,
            NeededTopic.All(deliverySettings.InputTopic, deliverySettings.AlertTopic, deliverySettings.DeadLetters.Topic, SessionSettings.Snapshots.Topic),
            () => emissions.Refusals,
            WatchTimes,
            reporting);
        watch.Start();
        waiting = new WaitingNotice(emissions, reporting);
        SnapshotOptions snapshots = SessionSettings.Snapshots;
        snapshotProducer = snapshots.AreTaken ? new SnapshotProducer(kafka, snapshots.Topic, reports.Report, reports.Log) : null;
        parts = new ConsumerParts(partitions, emissions, snapshotProducer, delivery, emitters, reports, watch);
    }

    private void Join(string? newTopicId = null)
    {
        session = new GroupSession(SessionSettings, parts!, newTopicId, reporting);
        session.Join();
    }

    /// <summary>
    /// Leaves the group and joins it with another client, since the topic is another one by now: the client would go on at the old
    /// one's offset, or where its leaders had changed (its leader epochs were higher) never read again. What was emitted stays on its way.
    /// </summary>
    private void JoinAnew(string newTopicId)
    {
        // The client must outlive a commit that is under way; one that takes longer is waited for again in a moment.
        if (!parts!.Delivery.EndCommit(kafka.StopTimeout / 4))
        {
            return;
        }

        logger.TopicMadeAnew(SessionSettings.Input.Topic, newTopicId, session!.TopicId!);
        Status.CountRestarts(partitions.Count);
        Status.State = ConsumerState.Joining;
        StopLanes();
        session.ThrowIfLaneFailed();
        session.GiveUpPartitions();
        formerTopicIds.Add(session.TopicId!);
        session.Leave(kafka.StopTimeout / 4);
        session = null;
        Join(newTopicId);
    }

    private void Step()
    {
        Delivery delivery = parts!.Delivery;
        session!.Serve(delivery.IsBusy || emissions!.Outstanding > 0 ? busyWait : idleWait);
        reports.ThrowIfFatal();
        delivery.Poll();
        waiting.Show(session.State);
        if (timeProvider.GetElapsedTime(lastPublished) >= statusInterval)
        {
            Publish();
            session.Forward();

            // A broker that is behind the others still tells the id of a topic that is gone.
            if (session.NewTopicId is { } newTopicId && !formerTopicIds.Contains(newTopicId))
            {
                JoinAnew(newTopicId);
            }
        }
    }

    private void Publish()
    {
        lastPublished = timeProvider.GetTimestamp();
        session!.Publish();
        batchWatch.Look();
    }

    private bool Stop(StopTime time)
    {
        Status.State = ConsumerState.Stopping;
        bool committed = StopLanes();
        session!.ThrowIfLaneFailed();
        committed &= parts!.Delivery.FlushAndCommit(new Deadline(timeProvider, time.Left(0.5)));
        Publish();

        // What could not be flushed until now is left to the next owner: leaving must not wait for it once more.
        session.Leave(time.Left(1));
        Status.State = ConsumerState.Stopped;
        logger.Stopped(Status.Records, committed);
        return committed;
    }

    /// <summary>Whether all lane threads have ended. One that is long at a batch must not hold up the stop: what it has in hand is the next owner's.</summary>
    private bool StopLanes()
    {
        if (session is null || session.StopLanes(new Deadline(timeProvider, kafka.StopTimeout / 4)))
        {
            return true;
        }

        logger.LanesTimedOut((kafka.StopTimeout / 4).TotalSeconds);
        return false;
    }
}
