using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamRnn.Integration.Tests.Brokers;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Kafka.Tests.Consuming;
using StreamRnn.Kafka.Tests.Snapshots;

namespace StreamRnn.Integration.Tests.Kafka;

/// <summary>What only a real broker does: retention, topics' ids and settings, a group that is set back, a broker that is killed.</summary>
[Collection(BrokerCollection.Name)]
[Trait("Category", "Broker")]
public sealed class RecoveryOnRealBrokerTests(RealBroker broker)
{
    private readonly string prefix = $"recovery-{Guid.NewGuid().ToString("N")[..8]}-";

    private SnapshotOptions Often => new() { Topic = $"{prefix}snapshots", Interval = TimeSpan.FromMilliseconds(100) };

    private SnapshotOptions Never => Often with { Interval = TimeSpan.FromDays(1) };

    [Fact]
    public async Task Run_RetentionHasRemovedWhatIsToBeReplayed_GoesOnWithoutItAndSaysWhichRecordsAreGone()
    {
        await SaveAsync(500);
        await RunAsync(Never, 500, 1_000);
        using (IAdminClient admin = BrokerProcess.Admin(broker.BootstrapServers))
        {
            await admin.DeleteRecordsAsync([new TopicPartitionOffset($"{prefix}readings", 0, 700)]);
        }

        LaneProcessors processors = new();
        using RunningConsumer consumer = Start(processors, Never);
        await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);

        Assert.Contains($"Warning: Records 500 to 699 of {prefix}readings[0] are gone, by the topic's retention: its streams go on without them", consumer.Log.Lines);
        Assert.Equal(Enumerable.Range(700, 300).Select(static offset => (0, (long)offset)), processors.Replayed);
        Assert.Empty(processors.Processed);
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_GroupIsSetBackBeforeTheSnapshot_BeginsAfreshThere()
    {
        await SaveAsync(500);
        using (IConsumer<Ignore, Ignore> other = new ConsumerBuilder<Ignore, Ignore>(
            new ConsumerConfig { BootstrapServers = broker.BootstrapServers, GroupId = $"{prefix}group" }).Build())
        {
            other.Commit([new TopicPartitionOffset($"{prefix}readings", 0, 200)]);
        }

        LaneProcessors processors = new();
        using RunningConsumer consumer = Start(processors, Never);
        await KafkaTopics.Until(() => processors.Processed.Count == 300, "read again", consumer);

        Assert.Equal(Enumerable.Range(200, 300).Select(static offset => (0, (long)offset)), processors.Processed);
        Assert.Contains(consumer.Log.Lines, line => line.StartsWith($"Warning: A snapshot of {prefix}readings[0] at offset 500 is not gone on from: the group's commit is 200, before it", StringComparison.Ordinal));
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_TopicMadeAnewWhileNobodyRead_BeginsAfresh()
    {
        await SaveAsync(500);
        await broker.RecreateTopicAsync($"{prefix}readings", 1);
        Write(0, 600);

        LaneProcessors processors = new();
        using RunningConsumer consumer = Start(processors, Never);
        await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);

        Assert.Contains(consumer.Log.Lines, line => line.Contains("at offset 500 is not gone on from: topic id is ", StringComparison.Ordinal));
        Assert.Empty(processors.Replayed);
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_BrokerKilledWhileSnapshotsAreTaken_GoesOnAndLeavesThemWhole()
    {
        await SaveAsync(500);
        LaneProcessors processors = new();
        using (RunningConsumer consumer = Start(processors, Often))
        {
            await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);
            Write(500, 1_500);
            await broker.KillAsync();
            await broker.StartAsync();
            await KafkaTopics.Until(() => consumer.Status.Partitions.Any(static partition => partition.Position >= 1_000), "reads on", consumer);
            Write(1_500, 2_000);
            await SavedAsync(consumer, 2_000);
            Assert.True(await consumer.StopAsync());
        }

        LaneProcessors next = new();
        await RunAsync(Never, 2_000, 2_100, next);
        Assert.Empty(next.Replayed);
        Assert.Equal(100, next.Processed.Count);
    }

    [Fact]
    public async Task Run_SnapshotTopicIsNotCompactedOrTooSmall_IsNotReadyAndSaysWhatToSet()
    {
        await CreateAsync(partitions: 2);
        using (IAdminClient admin = BrokerProcess.Admin(broker.BootstrapServers))
        {
            await admin.CreateTopicsAsync([new TopicSpecification { Name = $"{prefix}snapshots", NumPartitions = 1, ReplicationFactor = 1 }]);
        }

        using RunningConsumer consumer = Start(new LaneProcessors(), Often);
        await FaultAsync("has 1 partitions and the input 2", "--alter --topic", "--partitions 2");
        using (IAdminClient admin = BrokerProcess.Admin(broker.BootstrapServers))
        {
            await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = $"{prefix}snapshots", IncreaseTo = 2 }]);
            await FaultAsync("has cleanup.policy=delete", "--add-config cleanup.policy=compact");
            await SetAsync(admin, "cleanup.policy", "compact");
            await SetAsync(admin, "max.message.bytes", "100000");
            await FaultAsync("has max.message.bytes=100000", "--add-config max.message.bytes=");
            await SetAsync(admin, "max.message.bytes", "1048588");
        }

        await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);
        Assert.True(await consumer.StopAsync());

        Task FaultAsync(params string[] parts) => KafkaTopics.Until(
            () => consumer.Status.Cluster is { Faults: [TopicFault fault] } && parts.All(part => fault.ToString().Contains(part, StringComparison.Ordinal)), parts[0], consumer);

        Task SetAsync(IAdminClient admin, string name, string value) => admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
        {
            [new ConfigResource { Type = ResourceType.Topic, Name = $"{prefix}snapshots" }] =
                [new ConfigEntry { Name = name, Value = value, IncrementalOperation = AlterConfigOpType.Set }],
        });
    }

    private async Task CreateAsync(int partitions = 1)
    {
        await broker.StartAsync();
        await broker.CreateTopicAsync($"{prefix}readings", partitions);
        await broker.CreateTopicAsync($"{prefix}alerts", 1);
        await broker.CreateTopicAsync($"{prefix}dead-letters", 1);
    }

    /// <summary>Leaves a snapshot at an offset, which is committed.</summary>
    private async Task SaveAsync(int end)
    {
        await CreateAsync();
        using RunningConsumer consumer = Start(new LaneProcessors(), Often);
        await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);
        Write(0, end);
        await SavedAsync(consumer, end);
        Assert.True(await consumer.StopAsync());
    }

    private async Task RunAsync(SnapshotOptions snapshots, int from, int to, LaneProcessors? processors = null)
    {
        using RunningConsumer consumer = Start(processors ?? new LaneProcessors(), snapshots);
        await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);
        Write(from, to);
        await KafkaTopics.Until(() => consumer.Status.Partitions.Any(partition => partition.Committed == to), "committed", consumer);
        Assert.True(await consumer.StopAsync());
    }

    private RunningConsumer Start(LaneProcessors processors, SnapshotOptions snapshots) =>
        new(broker.BootstrapServers, processors, prefix: prefix, createTopics: true, snapshots: snapshots);

    private Task SavedAsync(RunningConsumer consumer, int position) => KafkaTopics.Until(
        () => consumer.Log.Lines.Any(line => line.StartsWith($"Debug: Snapshot of {prefix}readings[0] at offset {position}:", StringComparison.Ordinal)), $"a snapshot at {position}", consumer);

    private void Write(int from, int to)
    {
        using var topics = new KafkaTopics(broker.BootstrapServers);
        for (int i = from; i < to; i++)
        {
            topics.Write($"{prefix}readings", 0, $"pump-{i % 5}", string.Create(CultureInfo.InvariantCulture, $$"""{"time":{{1_769_860_800 + (i * 60)}},"value":{{i % 11}}}"""));
        }

        topics.Flush();
    }
}
