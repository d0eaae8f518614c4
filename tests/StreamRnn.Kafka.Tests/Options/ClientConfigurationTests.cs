using StreamRnn.Kafka.Options;

namespace StreamRnn.Kafka.Tests.Options;

public sealed class ClientConfigurationTests
{
    [Theory]
    [InlineData(1, 1, 32, 32)]
    [InlineData(2, 2, 16, 32)]
    [InlineData(8, 8, 4, 32)]
    [InlineData(64, 2, 4, 8)]
    [InlineData(64, 64, 4, 256)]
    public void Consumer_ReadAhead_KeepsEachThreadBusyAndIsBoundedByThoseThatHaveAPartition(int threads, int partitions, int mebibytesEach, int mebibytes)
    {
        var options = new KafkaOptions { BootstrapServers = "broker:9092", LaneThreads = threads };

        Assert.Equal(mebibytesEach * 1024, ClientConfiguration.Consumer(options).QueuedMaxMessagesKbytes);
        Assert.Equal((long)mebibytes << 20, options.ReadAheadBytes(partitions));
    }

    [Fact]
    public void Consumer_NothingSet_WaitsShortlyForPartitionsWithoutNews() =>
        Assert.Equal(50, ClientConfiguration.Consumer(new KafkaOptions { BootstrapServers = "broker:9092" }).FetchWaitMaxMs);

    [Fact]
    public void Consumer_FetchWaitSet_IsTheUsers()
    {
        var options = new KafkaOptions { BootstrapServers = "broker:9092", Client = new Dictionary<string, string> { ["fetch.wait.max.ms"] = "300" } };

        Assert.Equal(300, ClientConfiguration.Consumer(options).FetchWaitMaxMs);
    }
}
