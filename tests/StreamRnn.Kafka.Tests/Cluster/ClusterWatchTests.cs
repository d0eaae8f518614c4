using Confluent.Kafka;
using StreamRnn.Kafka.Cluster;
using StreamRnn.Kafka.Embedded;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Kafka.Tests.Consuming;

namespace StreamRnn.Kafka.Tests.Cluster;

public sealed class ClusterWatchTests : IDisposable
{
    private readonly EmbeddedBroker broker = new();
    private readonly RunningConsumer.ListLogger log = new();
    private readonly ConsumerStatus status = new();

    [Fact]
    public async Task Run_ALookFailsUnforeseen_IsLoggedAndTheNextIsTaken()
    {
        CreateTopics(1, "readings", "alerts", "dead-letters");
        int asked = 0;
        using ClusterWatch watch = Make(() => ++asked == 1 ? throw new InvalidOperationException("unforeseen") : []);

        watch.Start();

        await KafkaTopics.Until(() => status.Cluster is { Faults: [], InputPartitions: 1 }, "looked");
        Assert.Equal(["Error: The look at the cluster failed; it is tried again"], log.Lines);
    }

    [Fact]
    public async Task Run_TopicMissing_IsToBeMadeWithThePartitionsThatTheInputHasOrHad()
    {
        CreateTopics(2, "readings", "dead-letters");
        using ClusterWatch watch = Make(static () => []);
        watch.Start();
        await KafkaTopics.Until(() => status.Cluster is { Faults: [{ Topic: "alerts" }] }, "alerts missing");
        Assert.Contains(" --topic alerts --partitions 2 ", status.Cluster!.Faults[0].Remedy, StringComparison.Ordinal);

        broker.DeleteTopic("readings");

        await KafkaTopics.Until(() => status.Cluster is { Faults: [{ Topic: "readings" }, { Topic: "alerts" }] }, "the input gone");
        Assert.All(status.Cluster!.Faults, static fault => Assert.Contains(" --partitions 2 ", fault.Remedy, StringComparison.Ordinal));
        Assert.Equal(0, status.Cluster.InputPartitions);
    }

    public void Dispose() => broker.Dispose();

    private void CreateTopics(int partitions, params string[] names)
    {
        foreach (string name in names)
        {
            broker.CreateTopic(name, partitions);
        }
    }

    private ClusterWatch Make(Func<IReadOnlyList<(string Topic, Error Error)>> refusals) => new(
        new KafkaOptions { BootstrapServers = broker.BootstrapServers },
        NeededTopic.All("readings", "alerts", "dead-letters"),
        refusals,
        new WatchTimes { CalmInterval = TimeSpan.FromMilliseconds(50), AlarmedInterval = TimeSpan.FromMilliseconds(50) },
        new Reporting(status, log, new LogBound(TimeProvider.System, TimeSpan.FromSeconds(30)), TimeProvider.System));
}
