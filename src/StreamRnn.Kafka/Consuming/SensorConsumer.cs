using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
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
/// taken in by lane threads, over which the partitions are spread.
/// Assigned: a processor is made and given to a lane thread. Revoked: the lane thread lets go of it after the batch in hand, what is
/// emitted is flushed, offsets are committed, then the processor is disposed. Lost (the group went on without us): the same,
/// but nothing is committed. A cluster that goes away is waited for; a topic that does not exist as well.
/// </remarks>
public sealed class SensorConsumer
{
    /// <summary>How often the partitions' positions and lag are published, and a missing topic is spoken of, at most.</summary>
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
    private readonly BatchWatch batchWatch;
    private readonly DeliverySettings deliverySettings;
    private readonly ProducerConfig producerConfig;
    private readonly Dictionary<int, AssignedPartition> partitions = [];
    private readonly ConcurrentQueue<Error> partitionErrors = new();
    private IConsumer<Ignore, Ignore> consumer = null!;
    private EmissionQueue emissions = null!;
    private Delivery delivery = null!;
    private GroupPoll poll = null!;
    private LaneThreads lanes = null!;
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
        Status = new ConsumerStatus(this.timeProvider);
        batchWatch = new BatchWatch(Status, logger);
        logBound = new LogBound(this.timeProvider, logInterval);
        reports = new ClientReports(Status, logger, logBound);
        producerConfig = ClientConfiguration.Producer(kafka);
        deliverySettings = new DeliverySettings(
            input.Topic, alerts.Topic, deadLetters, kafka.CommitInterval, producerConfig.MessageMaxBytes!.Value);
    }

    /// <summary>Counts, positions and state, for health and metrics; may be read by any thread at any time.</summary>
    public ConsumerStatus Status { get; }

    /// <summary>See <see cref="LaneThread.BeforeRead"/>.</summary>
    internal Action<NativeMessages>? BeforeRead { get; init; }

    /// <summary>How the client leaves the group: tests let it fail.</summary>
    internal Action<IConsumer<Ignore, Ignore>> Close { get; init; } = static consumer => consumer.Close();

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
            DisposeProducer();
            Status.Partitions = [];
        }
    }

    private void Connect()
    {
        Status.State = ConsumerState.Joining;
        consumer = new ConsumerBuilder<Ignore, Ignore>(ClientConfiguration.Consumer(kafka))
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
        waiting = new WaitingNotice(emissions, Status, logger);
        poll = new GroupPoll(consumer, ConsumerReported);
        var threads = new LaneThreadFactory(input, consumer, emissions, delivery, partitionErrors, Status, logger, logBound) { BeforeRead = BeforeRead };
        SafeHandle client = ClientHandle.Of(consumer);
        lanes = new LaneThreads(kafka.EffectiveLaneThreads, onEnd => threads.Create(new NativeMessages(client, BatchHandler.Capacity), onEnd));
        membership = new GroupMembership(
            kafka, input.Topic, factory, partitions, lanes, delivery, Status, logger, logBound, timeProvider);
        consumer.Subscribe(input.Topic);
        logger.Started(input.Topic, kafka.GroupId, kafka.BootstrapServers);
    }

    private void Step()
    {
        poll.Serve(delivery.IsBusy || emissions.Outstanding > 0 ? busyWait : idleWait);
        lanes.ThrowIfFailed();
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
                partition.Queue.Forward();
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
        membership.Remind();
        batchWatch.Look();
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
        lanes.ThrowIfFailed();
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
        if (consumer is { } leaving)
        {
            Task left = Task.Run(() =>
            {
                using (leaving)
                {
                    TryClose(leaving);
                }
            });
            if (!left.Wait(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero))
            {
                logger.LeaveTimedOut(timeout.TotalSeconds);
            }
        }
    }

    private void TryClose(IConsumer<Ignore, Ignore> leaving)
    {
        try
        {
            Close(leaving);
        }
        catch (KafkaException failure)
        {
            // All that was to be committed is, or is left to the next owner: the group will miss us by itself.
            logger.LeaveFailed(failure.Error.Reason, failure.Error.Code.ToString());
        }
    }

    /// <summary>Closes the producer once nobody emits any more: a lane thread that was given up may still do so.</summary>
    private void DisposeProducer()
    {
        if (lanes is null)
        {
            emissions?.Dispose();
        }
        else
        {
            lanes.OnceAllHaveEnded(emissions.Dispose);
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

        reports.Report(error);
    }
}
