using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Embedded;
using static StreamRnn.Kafka.Tests.Consuming.TestReadings;

namespace StreamRnn.Kafka.Tests.Consuming;

[Collection(ConsumerCollection.Name)]
public sealed class StopTests : IDisposable
{
    private readonly EmbeddedBroker broker = new();
    private readonly KafkaTopics topics;

    public StopTests()
    {
        broker.CreateTopic("readings", 2);
        broker.CreateTopic("alerts", 1);
        broker.CreateTopic("dead-letters", 1);
        topics = new KafkaTopics(broker.BootstrapServers);
    }

    public void Dispose()
    {
        topics.Dispose();
        broker.Dispose();
    }

    [Fact]
    public async Task Run_StoppedWithinTheCommitInterval_CommitsAllThatWasProcessed()
    {
        for (int i = 0; i < 100; i++)
        {
            topics.Write("readings", 0, "pump", Reading(i));
        }

        topics.Flush();
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors, commitInterval: TimeSpan.FromMinutes(10));
        await KafkaTopics.Until(() => !processors.Events.IsEmpty, "some processed", consumer);

        Assert.True(await consumer.StopAsync());

        Assert.Equal(processors.Events.Count, topics.Committed("readings", 0));
    }

    [Fact]
    public async Task Run_StoppedWhileTheClusterIsAway_EndsAndSaysThatNotAllIsCommitted()
    {
        topics.Write("readings", 0, "pump", Reading(1));
        topics.Flush();
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(
            broker.BootstrapServers, processors, commitInterval: TimeSpan.FromMinutes(10), stopTimeout: TimeSpan.FromSeconds(2));
        await KafkaTopics.Until(() => processors.Events.Count == 1, "processed", consumer);

        broker.SetDown();

        Assert.False(await consumer.StopAsync());
        Assert.Equal(1, processors.Disposed[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Run_StoppedWhileAllLaneThreadsAreBusy_FinishesTheBatchesInHandAndCommitsThem(int laneThreads)
    {
        const int PerPartition = 20_000;
        for (int i = 0; i < PerPartition; i++)
        {
            topics.Write("readings", 0, "pump", Reading(i));
            topics.Write("readings", 1, "fan", Reading(i));
        }

        topics.Flush();
        var processors = new RecordingProcessors { Answer = SlowAnswer };
        using var consumer = new RunningConsumer(
            broker.BootstrapServers, processors, commitInterval: TimeSpan.FromMinutes(10), laneThreads: laneThreads);
        await KafkaTopics.Until(() => processors.Events.Select(static e => e.Partition).Distinct().Count() == 2, "both at work", consumer);

        Assert.True(await consumer.StopAsync());

        Assert.True(processors.Events.Count < 2 * PerPartition, "All was processed before the stop.");
        foreach (int partition in new[] { 0, 1 })
        {
            Assert.Equal(processors.Events.Count(e => e.Partition == partition), topics.Committed("readings", partition));
            Assert.Equal(1, processors.Disposed[partition]);
        }
    }

    [Fact]
    public async Task Run_StoppedWhileLaneThreadsAreLongAtABatch_DoesNotWaitForThemAndCommitsNothingOfIt()
    {
        topics.Write("readings", 0, "pump", Reading(1));
        topics.Write("readings", 1, "fan", Reading(1));
        topics.Flush();
        using var release = new ManualResetEventSlim();
        var processors = new RecordingProcessors
        {
            Answer = (_, _) =>
            {
                release.Wait();
                return EventOutcome.Scored;
            },
        };
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors, stopTimeout: TimeSpan.FromSeconds(1), laneThreads: 2);
        await KafkaTopics.Until(() => processors.Events.Count == 2, "both at it", consumer);

        Assert.False(await consumer.StopAsync());

        Assert.False(release.IsSet);
        Assert.Empty(processors.Disposed);
        Assert.Equal(-1, topics.Committed("readings", 0));
        Assert.Equal(-1, topics.Committed("readings", 1));

        // Their own threads dispose what they had.
        release.Set();
        await KafkaTopics.Until(() => processors.Disposed.Count == 2, "disposed", consumer);
        Assert.All(processors.Disposed.Values, static count => Assert.Equal(1, count));
    }
}
