using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Tests.Consuming;

public sealed class PartitionCountTests
{
    /// <summary>Nobody listens there.</summary>
    private static readonly KafkaOptions nowhere = new() { BootstrapServers = "127.0.0.1:1" };

    [Fact]
    public void Of_ConsumerThatHasLookedAtTheCluster_IsWhatItFound() => Assert.Equal(
        3,
        PartitionCount.Of(new ConsumerStatus { Cluster = new ClusterView { InputPartitions = 3 } }, nowhere, "readings", TimeSpan.FromMilliseconds(100)));

    [Fact]
    public void Of_ConsumerThatHasNotFoundTheTopic_IsAskedOfTheCluster() => Assert.Throws<KafkaFatalException>(
        () => PartitionCount.Of(new ConsumerStatus { Cluster = new ClusterView() }, nowhere, "readings", TimeSpan.FromMilliseconds(100)));
}
