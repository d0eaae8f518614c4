using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// Reads sensor events as a member of a consumer group: one thread, one processor per assigned partition, records of a
/// partition in offset order. Delivery is at least once: offsets are committed after all that was emitted because of
/// them is acknowledged. A group without committed offsets begins at the earliest record.
/// </summary>
/// <remarks>
/// Assigned: a processor is made. Revoked: what is emitted is flushed, offsets are committed, then the processor is disposed.
/// Lost (the group went on without us): the processor is disposed and nothing is committed. A cluster that goes away is
/// waited for; a topic that does not exist as well.
/// </remarks>
public sealed class SensorConsumer
{
    /// <summary>How long one look into the client waits: bounds how late a stop, an acknowledgement or a due commit is noticed.</summary>
    private static readonly TimeSpan idleWait = TimeSpan.FromMilliseconds(20);

    /// <summary>How often the partitions' positions and lag are published, and a missing topic is spoken of, at most.</summary>
    private static readonly TimeSpan statusInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan logInterval = TimeSpan.FromSeconds(30);

    /// <summary>Records between two looks at acknowledgements and clock, while records keep coming.</summary>
    private const int RecordsPerPoll = 64;

    private readonly KafkaOptions kafka;
    private readonly InputOptions input;
    private readonly IPartitionProcessorFactory factory;
    private readonly ILogger logger;
    private readonly TimeProvider timeProvider;
    private readonly LogBound logBound;
    private readonly SensorEventParser parser;
    private readonly ParsedReading reading;
    private readonly DeliverySettings deliverySettings;
    private readonly ProducerConfig producerConfig;
    private readonly Dictionary<int, AssignedPartition> partitions = [];
    private IConsumer<BorrowedBytes, BorrowedBytes> consumer = null!;
    private Delivery delivery = null!;
    private volatile Error? fatalError;
    private volatile bool isDiscarding;
    private bool isPaused;
    private bool isTopicMissing;
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
        parser = new SensorEventParser(input);
        reading = new ParsedReading(parser.Features);
        producerConfig = ClientConfiguration.Producer(kafka);
        deliverySettings = new DeliverySettings(
            input.Topic, alerts.Topic, deadLetters, kafka.CommitInterval, producerConfig.MessageMaxBytes!.Value);
    }

    /// <summary>Counts, positions and state, for health and metrics; may be read by any thread at any time.</summary>
    public ConsumerStatus Status { get; } = new();

    /// <summary>
    /// Reads until <paramref name="stop"/> is cancelled, then finishes the record at hand, flushes, commits and leaves the group,
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
            isDiscarding = true;
            Leave(kafka.StopTimeout / 2);
            throw;
        }
        finally
        {
            delivery?.Dispose();
            Status.Partitions = [];
        }
    }

    private static string Numbers(IEnumerable<int> numbers) => string.Join(", ", numbers.Order());

    private void Connect()
    {
        Status.State = ConsumerState.Joining;
        var keys = new BorrowedBytes();
        var values = new BorrowedBytes();
        consumer = new ConsumerBuilder<BorrowedBytes, BorrowedBytes>(ClientConfiguration.Consumer(kafka))
            .SetKeyDeserializer(keys)
            .SetValueDeserializer(values)
            .SetPartitionsAssignedHandler((_, assigned) => Assigned(assigned))
            .SetPartitionsRevokedHandler((_, revoked) => Revoked(revoked))
            .SetPartitionsLostHandler((_, lost) => Lost(lost))
            .SetErrorHandler((_, error) => ConsumerReported(error))
            .SetLogHandler((_, message) => ClientLogged(message))
            .Build();
        IProducer<byte[]?, byte[]?> producer = new ProducerBuilder<byte[]?, byte[]?>(producerConfig)
            .SetErrorHandler((_, error) => ClientReported(error))
            .SetLogHandler((_, message) => ClientLogged(message))
            .Build();
        delivery = new Delivery(
            producer, consumer.Commit, partitions, deliverySettings, Status, logger, logBound, timeProvider);
        consumer.Subscribe(input.Topic);
        logger.Started(input.Topic, kafka.GroupId, kafka.BootstrapServers);
    }

    private void Step()
    {
        for (int taken = 0; taken < RecordsPerPoll; taken++)
        {
            ConsumeResult<BorrowedBytes, BorrowedBytes>? result = Consume();
            if (result is null)
            {
                break;
            }

            Handle(new InputRecord
            {
                Partition = result.Partition.Value,
                Offset = result.Offset.Value,
                Timestamp = result.Message.Timestamp.Type == TimestampType.NotAvailable
                    ? SensorEventParser.NoTimestamp : result.Message.Timestamp.UnixTimestampMs,
                Key = result.Message.Key.Span,
                KeyIsNull = result.Message.Key.IsNull,
                Value = result.Message.Value.Span,
                ValueIsNull = result.Message.Value.IsNull,
                Headers = result.Message.Headers,
            });
            if (delivery.IsBusy || delivery.IsFull)
            {
                break;
            }
        }

        if (fatalError is { } fatal)
        {
            throw new KafkaFatalException($"The Kafka client can't go on: {fatal.Reason} ({fatal.Code}).");
        }

        delivery.Poll();
        BoundIntake();
        if (timeProvider.GetElapsedTime(lastPublished) >= statusInterval)
        {
            Publish();
        }
    }

    private ConsumeResult<BorrowedBytes, BorrowedBytes>? Consume()
    {
        try
        {
            return consumer.Consume(idleWait);
        }
        catch (ConsumeException failure) when (!failure.Error.IsFatal)
        {
            ConsumerReported(failure.Error);
            return null;
        }
        catch (KafkaException failure) when (failure.Error.IsFatal)
        {
            throw new KafkaFatalException($"The consumer can't go on: {failure.Error.Reason} ({failure.Error.Code}).", failure);
        }
    }

    /// <summary>One record, whatever brought it here: parse, process, and say why where it is rejected.</summary>
    private void Handle(in InputRecord record)
    {
        if (!partitions.TryGetValue(record.Partition, out AssignedPartition? partition))
        {
            return;
        }

        Status.CountRecord();
        RejectReason reason = parser.Parse(record.Key, record.Value, record.Timestamp, reading);
        if (reason == RejectReason.None)
        {
            var sensorEvent = new SensorEvent
            {
                Key = record.Key,
                Time = reading.Time,
                Values = reading.Values,
                Offset = record.Offset,
            };
            reason = RejectReasonNames.From(partition.Processor.Process(sensorEvent, delivery));
        }

        if (reason != RejectReason.None)
        {
            Reject(record, reason);
        }

        partition.Position = record.Offset + 1;
    }

    private void Reject(in InputRecord record, RejectReason reason)
    {
        Status.CountRejected(reason);
        if (logBound.IsDue(reason.Name(), out long heldBack))
        {
            logger.Rejected(input.Topic, record.Partition, record.Offset, reason.Name(), heldBack);
        }

        string? detail = reading.RejectedFeature >= 0 ? input.Values[reading.RejectedFeature] : null;
        delivery.AddDeadLetter(record, reason, detail);
    }

    /// <summary>Pauses the input while too much waits for its acknowledgement. The client goes on to be asked, so that the group keeps us.</summary>
    private void BoundIntake()
    {
        if (!isPaused && delivery.IsFull)
        {
            isPaused = true;
            Status.State = ConsumerState.Waiting;
            logger.Paused(delivery.Outstanding);
        }
        else if (isPaused && delivery.HasRoom)
        {
            isPaused = false;
            Status.State = ConsumerState.Running;
            logger.Resumed();
        }

        foreach (AssignedPartition partition in partitions.Values)
        {
            if (partition.IsPaused != isPaused)
            {
                TopicPartition[] one = [new(input.Topic, partition.Number)];
                if (isPaused)
                {
                    consumer.Pause(one);
                }
                else
                {
                    consumer.Resume(one);
                }

                partition.IsPaused = isPaused;
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
        if (isTopicMissing)
        {
            SayTopicMissing();
        }
    }

    private void SayTopicMissing()
    {
        if (logBound.IsDue("topic missing", out _))
        {
            logger.TopicMissing(input.Topic, kafka.BootstrapServers);
        }
    }

    private long HighWatermark(int partition)
    {
        // What the last fetch told, without asking the cluster.
        Offset high = consumer.GetWatermarkOffsets(new TopicPartition(input.Topic, partition)).High;
        return high.IsSpecial ? -1 : high.Value;
    }

    private void Assigned(List<TopicPartition> assigned)
    {
        foreach (TopicPartition added in assigned)
        {
            int number = added.Partition.Value;
            partitions.Add(number, new AssignedPartition(number, factory.Create(input.Topic, number)));
        }

        if (assigned.Count > 0)
        {
            isTopicMissing = false;
            Status.CountAssigned(assigned.Count);
            logger.Assigned(input.Topic, Numbers(assigned.Select(static added => added.Partition.Value)));
        }

        if (Status.State is ConsumerState.Joining or ConsumerState.TopicMissing && !isTopicMissing)
        {
            Status.State = ConsumerState.Running;
        }

        lastPublished = 0;
    }

    private void Revoked(List<TopicPartitionOffset> revoked)
    {
        if (isDiscarding)
        {
            return;
        }

        bool committed = delivery.FlushAndCommit(kafka.StopTimeout / 2);
        Status.CountRevoked(revoked.Count);
        logger.Revoked(input.Topic, Numbers(revoked.Select(static gone => gone.Partition.Value)), committed);
        Forget(revoked);
    }

    private void Lost(List<TopicPartitionOffset> lost)
    {
        if (isDiscarding)
        {
            return;
        }

        Status.CountLost(lost.Count);
        logger.Lost(input.Topic, Numbers(lost.Select(static gone => gone.Partition.Value)));
        Forget(lost);
        Status.State = ConsumerState.Joining;
    }

    private void Forget(List<TopicPartitionOffset> gone)
    {
        foreach (TopicPartitionOffset partition in gone)
        {
            if (partitions.Remove(partition.Partition.Value, out AssignedPartition? removed))
            {
                removed.Dispose();
            }
        }

        lastPublished = 0;
    }

    private bool Stop()
    {
        Status.State = ConsumerState.Stopping;
        long start = timeProvider.GetTimestamp();
        bool committed = delivery.FlushAndCommit(kafka.StopTimeout / 2);
        Publish();

        // What could not be flushed until now is left to the next owner: leaving must not wait for it once more.
        isDiscarding = true;
        Leave(kafka.StopTimeout - timeProvider.GetElapsedTime(start));
        Status.State = ConsumerState.Stopped;
        logger.Stopped(Status.Records, committed);
        return committed;
    }

    /// <summary>Leaves the group and closes the client, beside this thread: a cluster that does not answer must not hold up the stop.</summary>
    private void Leave(TimeSpan timeout)
    {
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

        foreach (AssignedPartition partition in partitions.Values)
        {
            partition.Dispose();
        }

        partitions.Clear();
    }

    private void ConsumerReported(Error error)
    {
        if (error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic && partitions.Count == 0)
        {
            isTopicMissing = true;
            Status.State = ConsumerState.TopicMissing;
            Status.CountClientError();
            SayTopicMissing();
            return;
        }

        ClientReported(error);
    }

    /// <summary>Called by this thread for the consumer, and by the client's own for the producer.</summary>
    private void ClientReported(Error error)
    {
        Status.CountClientError();
        if (error.IsFatal)
        {
            fatalError = error;
        }

        if (logBound.IsDue($"client {error.Code}", out long heldBack))
        {
            logger.ClientError(error.Reason, error.Code.ToString(), heldBack);
        }
    }

    private void ClientLogged(LogMessage message)
    {
        // A property of the consumer is a remark to the producer and the other way round: both get the user's whole list.
        LogLevel level = message.Facility == "CONFWARN" ? LogLevel.Debug : (LogLevel)message.LevelAs(LogLevelType.MicrosoftExtensionsLogging);
        logger.Client(level, message.Facility, message.Message);
    }
}
