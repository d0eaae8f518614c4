using Confluent.Kafka;
using StreamRnn.Kafka.Embedded;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Kafka.Tests.Consuming;
using static StreamRnn.Kafka.Tests.Consuming.TestReadings;

namespace StreamRnn.Kafka.Tests.Cluster;

[Collection(ConsumerCollection.Name)]
public sealed class ReadinessTests : IDisposable
{
    // Kafka's numbers of requests.
    private const short Fetch = 1;
    private const short FindCoordinator = 10;

    private readonly EmbeddedBroker broker = new();

    [Fact]
    public async Task Run_OutputTopicMissing_IsNotReadyUntilItIsThereAndNamesIt()
    {
        CreateTopics("readings", "dead-letters");
        using var consumer = new RunningConsumer(broker.BootstrapServers, new RecordingProcessors());

        await UntilAsync(ConsumerCondition.TopicUnusable, consumer);
        Assert.False(consumer.Status.IsReady);
        string fault = Assert.Single(consumer.Status.Cluster!.Faults).ToString();
        Assert.StartsWith($"the topic alerts does not exist on {broker.BootstrapServers}; create it with: kafka-topics.sh ", fault, StringComparison.Ordinal);
        Assert.Contains(consumer.Log.Lines, line => line == $"Warning: Not ready: {fault}");

        broker.CreateTopic("alerts", 1);
        await UntilAsync(ConsumerCondition.Ready, consumer);
        Assert.True(consumer.Status.IsReady);
        await KafkaTopics.Until(() => consumer.Log.Lines.Contains("Information: Ready now"), "told", consumer);
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_LookedAtMissingTopics_DoesNotMakeThem()
    {
        CreateTopics("readings");
        using var consumer = new RunningConsumer(broker.BootstrapServers, new RecordingProcessors());
        await UntilAsync(ConsumerCondition.TopicUnusable, consumer);

        Assert.Equal(["alerts", "dead-letters"], consumer.Status.Cluster!.Faults.Select(static fault => fault.Topic));

        // This would fail if they were there.
        CreateTopics("alerts", "dead-letters");
    }

    [Fact]
    public async Task Run_AlertEmittedToAMissingTopic_DoesNotMakeItAndIsWrittenOnceItIsThere()
    {
        CreateTopics("readings", "dead-letters");
        using var topics = new KafkaTopics(broker.BootstrapServers);
        topics.Write("readings", 0, "pump", Reading(1));
        topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        using var consumer = new RunningConsumer(
            broker.BootstrapServers, processors, client: new Dictionary<string, string> { ["topic.metadata.refresh.interval.ms"] = "200" });
        await KafkaTopics.Until(() => consumer.Status.Outstanding == 1, "alert emitted", consumer);
        await UntilAsync(ConsumerCondition.TopicUnusable, consumer);

        broker.CreateTopic("alerts", 1);

        await KafkaTopics.Until(() => consumer.Status.AlertsWritten == 1, "alert written", consumer);
        await UntilAsync(ConsumerCondition.Ready, consumer);
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_OutputTopicForbidden_IsNotReadyAndNamesTheOperation()
    {
        CreateTopics("readings", "alerts", "dead-letters");
        broker.SetTopicError("alerts", ErrorCode.TopicAuthorizationFailed);
        using var consumer = new RunningConsumer(broker.BootstrapServers, new RecordingProcessors());

        await UntilAsync(ConsumerCondition.TopicUnusable, consumer);

        Assert.Contains("--operation Write --operation Describe --topic alerts", Assert.Single(consumer.Status.Cluster!.Faults).Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Fetch, ErrorCode.TopicAuthorizationFailed, "--operation Read --operation Describe --topic readings")]
    [InlineData(FindCoordinator, ErrorCode.GroupAuthorizationFailed, "--operation Read --group group")]
    public async Task Run_InputForbidden_IsNotReadyUntilItIsAllowed(short request, ErrorCode refusal, string right)
    {
        CreateTopics("readings", "alerts", "dead-letters");
        using var topics = new KafkaTopics(broker.BootstrapServers);
        broker.FailNext(request, [.. Enumerable.Repeat((int)refusal, 3)]);
        using var consumer = new RunningConsumer(
            broker.BootstrapServers, new RecordingProcessors(), client: new Dictionary<string, string> { ["fetch.error.backoff.ms"] = "100" });

        await UntilAsync(ConsumerCondition.TopicUnusable, consumer);
        Assert.EndsWith(right, Assert.Single(consumer.Status.Cluster!.Faults).Remedy, StringComparison.Ordinal);

        topics.Write("readings", 0, "pump", Reading(1));
        topics.Flush();
        await UntilAsync(ConsumerCondition.Ready, consumer);
    }

    [Fact]
    public async Task Run_ClusterGoesAwayAndComesBack_IsNotReadyMeanwhile()
    {
        CreateTopics("readings", "alerts", "dead-letters");
        using var consumer = new RunningConsumer(broker.BootstrapServers, new RecordingProcessors());
        await UntilAsync(ConsumerCondition.Ready, consumer);

        broker.SetDown();
        await UntilAsync(ConsumerCondition.Unreachable, consumer);
        Assert.NotEmpty(consumer.Status.Cluster!.Unreachable!);

        broker.SetUp();
        await UntilAsync(ConsumerCondition.Ready, consumer);
        Assert.True(await consumer.StopAsync());
        Assert.Single(consumer.Log.Lines, line => line.StartsWith($"Warning: No broker of {broker.BootstrapServers} answers: ", StringComparison.Ordinal));
        Assert.Single(consumer.Log.Lines, line => line == $"Information: {broker.BootstrapServers} answers again");
    }

    [Fact]
    public async Task Run_MoreWorkersThanPartitions_OneStandsByAndTakesOver()
    {
        CreateTopics("readings", "alerts", "dead-letters");

        using var first = new RunningConsumer(broker.BootstrapServers, new RecordingProcessors(), client: RunningConsumer.Brisk);
        await UntilAsync(ConsumerCondition.Ready, first);
        using var second = new RunningConsumer(broker.BootstrapServers, new RecordingProcessors(), client: RunningConsumer.Brisk);
        await KafkaTopics.Until(
            () => first.Status.Condition == ConsumerCondition.StandingBy || second.Status.Condition == ConsumerCondition.StandingBy, "one stands by", second);

        (RunningConsumer standby, RunningConsumer owner) = second.Status.Condition == ConsumerCondition.StandingBy ? (second, first) : (first, second);
        Assert.True(standby.Status.IsReady);
        Assert.Equal(1, standby.Status.Cluster!.InputPartitions);
        Assert.True(await owner.StopAsync());
        await UntilAsync(ConsumerCondition.Ready, standby);
    }

    [Fact]
    public async Task Run_TopicsCannotBeCreated_SaysSo()
    {
        // The embedded broker does not serve the request: it is given up after a second here.
        CreateTopics("readings");
        using var consumer = new RunningConsumer(broker.BootstrapServers, new RecordingProcessors(), createTopics: true);
        await KafkaTopics.Until(
            () => consumer.Status.Cluster is { Faults: [var fault, ..] } && fault.Description.Contains("can't be created: ", StringComparison.Ordinal), "refusal told", consumer);

        Assert.True(await consumer.StopAsync());
    }

    public void Dispose() => broker.Dispose();

    private static Task UntilAsync(ConsumerCondition condition, RunningConsumer consumer) =>
        KafkaTopics.Until(() => consumer.Status.Condition == condition, condition.ToString(), consumer);

    private void CreateTopics(params string[] names)
    {
        foreach (string name in names)
        {
            broker.CreateTopic(name, 1);
        }
    }
}
