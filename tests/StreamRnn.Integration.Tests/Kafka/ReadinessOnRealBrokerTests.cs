using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamRnn.Integration.Tests.Brokers;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Kafka.Tests.Consuming;

namespace StreamRnn.Integration.Tests.Kafka;

[Collection(BrokerCollection.Name)]
[Trait("Category", "Broker")]
public sealed class ReadinessOnRealBrokerTests(RealBroker broker)
{
    [Fact]
    public async Task Run_AlertTopicMadeLater_IsNotReadyUntilThenAndWritesTheAlert()
    {
        await broker.StartAsync();
        await broker.CreateTopicAsync("made-later-readings", 1);
        await broker.CreateTopicAsync("made-later-dead-letters", 1);
        using var topics = new KafkaTopics(broker.BootstrapServers);
        topics.Write("made-later-readings", 0, "pump", TestReadings.Reading(1));
        topics.Flush();
        var processors = new RecordingProcessors { Answer = TestReadings.EmitAlert };
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors, prefix: "made-later-");
        await KafkaTopics.Until(() => consumer.Status.Outstanding == 1, "alert emitted", consumer);
        await UntilAsync(ConsumerCondition.TopicUnusable, consumer);
        Assert.Equal(["made-later-alerts"], consumer.Status.Cluster!.Faults.Select(static fault => fault.Topic));

        await broker.CreateTopicAsync("made-later-alerts", 1);

        await KafkaTopics.Until(() => consumer.Status.AlertsWritten == 1, "alert written", consumer);
        await UntilAsync(ConsumerCondition.Ready, consumer);
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_BrokerKilledAndRestarted_IsNotReadyMeanwhile()
    {
        await broker.StartAsync();
        foreach (string topic in (string[])["away-readings", "away-alerts", "away-dead-letters"])
        {
            await broker.CreateTopicAsync(topic, 1);
        }

        using var consumer = new RunningConsumer(broker.BootstrapServers, new RecordingProcessors(), prefix: "away-");
        await UntilAsync(ConsumerCondition.Ready, consumer);

        await broker.KillAsync();
        await UntilAsync(ConsumerCondition.Unreachable, consumer);

        await broker.StartAsync();
        await UntilAsync(ConsumerCondition.Ready, consumer);
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_CreateTopics_MakesThemWithTheInputsPartitionsAndTheirRetention()
    {
        await broker.StartAsync();
        await broker.CreateTopicAsync("made-readings", 3);
        using var consumer = new RunningConsumer(broker.BootstrapServers, new RecordingProcessors(), prefix: "made-", createTopics: true);
        await UntilAsync(ConsumerCondition.Ready, consumer);

        Assert.Equal((3, "2592000000"), await DescribeAsync("made-alerts"));
        Assert.Equal((3, "604800000"), await DescribeAsync("made-dead-letters"));
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_CreateTopicsWithoutAnInput_MakesThatFirst()
    {
        await broker.StartAsync();
        using var consumer = new RunningConsumer(
            broker.BootstrapServers,
            new RecordingProcessors(),
            prefix: "all-made-",
            createTopics: true,
            client: new Dictionary<string, string> { ["topic.metadata.refresh.interval.ms"] = "500" });
        await UntilAsync(ConsumerCondition.Ready, consumer);

        Assert.Equal(8, (await DescribeAsync("all-made-readings")).Partitions);
        Assert.Equal(8, (await DescribeAsync("all-made-alerts")).Partitions);
        Assert.Equal(8, consumer.Status.Assigned);
        Assert.True(await consumer.StopAsync());
    }

    private static Task UntilAsync(ConsumerCondition condition, RunningConsumer consumer) =>
        KafkaTopics.Until(() => consumer.Status.Condition == condition, condition.ToString(), consumer);

    private async Task<(int Partitions, string Retention)> DescribeAsync(string topic)
    {
        using IAdminClient admin = BrokerProcess.Admin(broker.BootstrapServers);
        List<DescribeConfigsResult> configs = await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = topic }]);
        return (admin.GetMetadata(topic, KafkaTopics.Patience).Topics[0].Partitions.Count, configs[0].Entries["retention.ms"].Value);
    }
}
