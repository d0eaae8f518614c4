using Confluent.Kafka;
using StreamRnn.Kafka.Embedded;
using StreamRnn.Kafka.Telemetry;
using static StreamRnn.Kafka.Tests.Consuming.TestReadings;

namespace StreamRnn.Kafka.Tests.Consuming;

[Collection(ConsumerCollection.Name)]
public sealed class SensorConsumerTests : ConsumerTests
{
    [Fact]
    public async Task Run_RecordsInTwoPartitions_AreProcessedInOrderAndCommitted()
    {
        const int PerPartition = 500;
        for (int i = 0; i < PerPartition; i++)
        {
            Topics.Write("readings", 0, "a", Reading(i));
            Topics.Write("readings", 1, "b", Reading(-i));
        }

        Topics.Flush();
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(BootstrapServers, processors);
        await KafkaTopics.Until(() => processors.Events.Count >= 2 * PerPartition, "all processed", consumer);

        Assert.True(await consumer.StopAsync());

        foreach (int partition in new[] { 0, 1 })
        {
            RecordingProcessors.Seen[] seen = [.. processors.Events.Where(e => e.Partition == partition)];
            Assert.Equal(Enumerable.Range(0, PerPartition).Select(static i => (long)i), seen.Select(static e => e.Offset));
            Assert.Equal(Enumerable.Range(0, PerPartition).Select(i => partition == 0 ? i : -(double)i), seen.Select(static e => e.Values[0]));
            Assert.All(seen, e => Assert.Equal(partition == 0 ? "a" : "b", e.Key));
            Assert.All(seen, static e => Assert.Equal(1769860800000, e.Time));
            Assert.Equal(PerPartition, Topics.Committed("readings", partition));
            Assert.Equal(1, processors.Created[partition]);
            Assert.Equal(1, processors.Disposed[partition]);
        }

        Assert.Equal(2 * PerPartition, consumer.Status.Records);
        Assert.Equal(ConsumerState.Stopped, consumer.Status.State);
    }

    [Fact]
    public async Task Status_WhileRunning_TellsPositionCommitAndLagPerPartition()
    {
        for (int i = 0; i < 10; i++)
        {
            Topics.Write("readings", 1, "pump", Reading(i));
        }

        Topics.Flush();
        using var consumer = new RunningConsumer(BootstrapServers, new RecordingProcessors());

        await KafkaTopics.Until(
            () => consumer.Status.Partitions is [_, { Position: 10, Committed: 10, HighWatermark: 10, Lag: 0 }], "status", consumer);

        Assert.Equal(2, consumer.Status.Assignments);
        await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);
    }

    [Fact]
    public async Task Run_ProcessorThrows_EndsWithItsErrorAndCommitsNothingOfTheRecord()
    {
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Flush();
        var processors = new RecordingProcessors { Answer = static (_, _) => throw new InvalidDataException("weights are not finite") };
        using var consumer = new RunningConsumer(BootstrapServers, processors);

        var error = await Assert.ThrowsAsync<InvalidDataException>(consumer.EndAsync);

        Assert.Equal("weights are not finite", error.Message);
        Assert.Equal(ConsumerState.Failed, consumer.Status.State);
        Assert.Equal(-1, Topics.Committed("readings", 0));
        Assert.Equal(1, processors.Disposed[0]);
    }

    [Fact]
    public async Task Run_TopicMadeLater_IsWaitedForAndThenRead()
    {
        using var bare = new EmbeddedBroker();
        bare.CreateTopic("alerts", 1);
        bare.CreateTopic("dead-letters", 1);
        bare.SetTopicError("readings", ErrorCode.UnknownTopicOrPart);
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(
            bare.BootstrapServers, processors, client: new Dictionary<string, string> { ["topic.metadata.refresh.interval.ms"] = "200" });
        await KafkaTopics.Until(() => consumer.Status.State == ConsumerState.TopicMissing, "topic missing", consumer);
        await KafkaTopics.Until(
            () => consumer.Log.Lines.Any(static line => line.Contains("the topic readings does not exist", StringComparison.Ordinal)), "said", consumer);
        Assert.False(consumer.Status.IsReady);

        bare.SetTopicError("readings", ErrorCode.NoError);
        await KafkaTopics.Until(() => consumer.Status.IsReady, "assigned", consumer);

        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_ClusterGoesAwayAndComesBack_GoesOn()
    {
        var processors = new RecordingProcessors { Answer = EmitAlert };
        using var consumer = new RunningConsumer(BootstrapServers, processors);
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Flush();
        await KafkaTopics.Until(() => consumer.Status.AlertsWritten == 1, "first alert", consumer);

        Broker.SetDown();
        Topics.Write("readings", 0, "pump", Reading(2));
        await KafkaTopics.Until(() => consumer.Status.ClientErrors > 0, "cluster away", consumer);
        Broker.SetUp();
        Topics.Flush();

        await KafkaTopics.Until(() => consumer.Status.AlertsWritten >= 2, "second alert", consumer);
        Assert.True(await consumer.StopAsync());
        Assert.Equal(2, Topics.Committed("readings", 0));
    }

    [Fact]
    public void Constructor_OptionOutOfRange_ThrowsWithTheOptionsOwnWords()
    {
        var error = Assert.Throws<ArgumentException>(() => new RunningConsumer("", new RecordingProcessors()));

        Assert.Equal("kafka.bootstrap-servers: is empty; it must be given", error.Message);
    }
}
