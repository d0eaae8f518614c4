using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;
using StreamRnn.Kafka.Telemetry;
using static StreamRnn.Kafka.Tests.Consuming.TestReadings;

namespace StreamRnn.Kafka.Tests.Consuming;

/// <summary>What a lane's thread makes of the offsets that the client hands out, whose place a test sets.</summary>
[Collection(ConsumerCollection.Name)]
public sealed class BatchHandlerTests : ConsumerTests
{
    /// <summary>Messages a batch: few, so that a test has several.</summary>
    private const int Capacity = 4;

    private readonly IConsumer<Ignore, Ignore> client;
    private readonly NativeMessages messages;
    private readonly PartitionQueue queue;
    private readonly RecordingProcessors processors = new();
    private readonly ConsumerStatus status = new();
    private readonly ConcurrentQueue<Error> errors = new();
    private readonly Dictionary<int, AssignedPartition> partitions = [];
    private readonly BatchHandler batches;

    public BatchHandlerTests()
        : base(partitions: 1)
    {
        var input = new InputOptions();
        client = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = BootstrapServers,
            GroupId = "client",
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).SetLogHandler(static (_, _) => { }).Build();
        messages = new NativeMessages(ClientHandle.Of(client), Capacity);
        queue = messages.QueueOf(input.Topic, 0)!;
        queue.Forward();
        var settings = new SessionSettings(new KafkaOptions(), input, processors);
        var reporting = new Reporting(status, NullLogger.Instance, new LogBound(TimeProvider.System, TimeSpan.Zero), TimeProvider.System);
        LaneCounts counts = status.AddLane();
        batches = new BatchHandler(
            input,
            new SensorEventParser(input),
            partitions,
            new PartitionRestarts(client, settings, errors, reporting),
            new Rejections(input.Topic, delivery: null!, counts, reporting.Logger, reporting.LogBound),
            new LaneOutbox(delivery: null!),
            counts);
    }

    public override void Dispose()
    {
        queue.Dispose();
        messages.Dispose();
        client.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Handle_RecordOfAPartitionThatTheThreadDoesNotHave_EndsWithItsPlace()
    {
        Write(1);
        client.Assign(new TopicPartitionOffset("readings", 0, Offset.Beginning));
        messages.Read(KafkaTopics.Patience);

        var error = Assert.Throws<KafkaFatalException>(() => batches.Handle(messages));

        Assert.Contains("readings[0]@0", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, status.Records);
    }

    [Fact]
    public void Handle_BatchComesTwice_IsPassedOverTheSecondTime()
    {
        AssignedPartition partition = TakeOn(records: 10);
        HandleUntil(() => partition.Position == 10);
        Write(5);
        HandleUntil(() => partition.Position == 15);
        long last = partition.LastBatchStart;
        Assert.InRange(last, 10, 14);

        // The client goes on from the last batch that it knows to be taken, and that is the one before.
        client.Seek(new TopicPartitionOffset("readings", 0, last));
        Write(1);
        HandleUntil(() => partition.Position == 16);

        Assert.Equal(Enumerable.Range(0, 16).Select(static i => (long)i), processors.Events.Select(static e => e.Offset));
        Assert.Equal(0, status.Restarts);
        Assert.Equal(16, status.Records);
    }

    [Fact]
    public void Handle_StreamRefused_IsNoDeadLetter()
    {
        // Nothing delivers here: a dead letter would fail.
        processors.Answer = static (_, _) => EventOutcome.Refused;
        AssignedPartition partition = TakeOn(records: 10);
        HandleUntil(() => partition.Position == 10);

        Assert.Equal(10, processors.Events.Count);
        Assert.Equal(10, status.Records);
    }

    [Fact]
    public void Handle_OffsetsGoBackBehindTheLastBatch_AreAnotherLogsAndGetAProcessorOfTheirOwn()
    {
        AssignedPartition partition = TakeOn(records: 10);
        IPartitionProcessor before = partition.Processor;
        HandleUntil(() => partition.Position == 10);
        partition.Committed = 10;
        Write(5);
        HandleUntil(() => partition.Position == 15);

        client.Seek(new TopicPartitionOffset("readings", 0, 4));
        HandleUntil(() => status.Restarts == 1 && partition.Position == 15);

        Assert.Equal([.. Enumerable.Range(0, 15), .. Enumerable.Range(4, 11)], processors.Events.Select(static e => (int)e.Offset));
        Assert.NotSame(before, partition.Processor);
        Assert.Equal((2, 1), (processors.Created[0], processors.Disposed[0]));
        Assert.Equal(26, status.Records);
        Assert.Empty(errors);
    }

    [Fact]
    public void Handle_LogMadeAnewAndThenPaused_GoesOnWhereItReallyIs()
    {
        AssignedPartition partition = TakeOn(records: 15);
        HandleUntil(() => partition.Position == 15);
        Broker.DeleteTopic("readings");
        Broker.CreateTopic("readings", 1);
        Write(5);
        HandleUntil(() => status.Restarts == 1);

        // Were the client left to believe that it is at the old log's end, it would go on from there: now there are records.
        Write(15);
        client.Pause([new TopicPartition("readings", 0)]);
        client.Resume([new TopicPartition("readings", 0)]);
        HandleUntil(() => partition.Position == 20);

        Assert.Equal([.. Enumerable.Range(0, 15), .. Enumerable.Range(0, 20)], processors.Events.Select(static e => (int)e.Offset));
    }

    [Fact]
    public void IsDirty_PositionBehindWhatWasCommitted_IsToBeCommitted()
    {
        AssignedPartition partition = TakeOn(records: 10);
        HandleUntil(() => partition.Position == 10);
        partition.Committed = 1000;

        Assert.True(partition.IsDirty);
        partition.Committed = 10;
        Assert.False(partition.IsDirty);
        partition.Restart(number => processors.Create("readings", number));
        Assert.False(partition.IsDirty);
    }

    private AssignedPartition TakeOn(int records)
    {
        Write(records);
        client.Assign(new TopicPartitionOffset("readings", 0, Offset.Beginning));
        var partition = new AssignedPartition(0, processors.Create("readings", 0), lane: null!, queue);
        partitions.Add(0, partition);
        return partition;
    }

    private void HandleUntil(Func<bool> condition)
    {
        long deadline = Environment.TickCount64 + (long)KafkaTopics.Patience.TotalMilliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < deadline, "The records did not come.");
            messages.Read(TimeSpan.FromMilliseconds(50));
            batches.Handle(messages);
            messages.Release();
        }
    }

    private void Write(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Topics.Write("readings", 0, "pump", Reading(i));
        }

        Topics.Flush();
    }
}
