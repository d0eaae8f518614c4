using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Kafka.Tests.Consuming;

public sealed class ClientConfigurationTests
{
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
