using StreamRnn.Kafka.Embedded;

namespace StreamRnn.Kafka.Tests.Consuming;

/// <summary>Tests of a consumer on an embedded broker of their own, with the topics that a consumer needs.</summary>
public abstract class ConsumerTests : IDisposable
{
    private protected ConsumerTests(int partitions = 2, int messageMaxBytes = 1_000_000)
    {
        Broker.CreateTopic("readings", partitions);
        Broker.CreateTopic("alerts", 1);
        Broker.CreateTopic("dead-letters", 1);
        Topics = new KafkaTopics(Broker.BootstrapServers, messageMaxBytes);
    }

    private protected EmbeddedBroker Broker { get; } = new();

    private protected string BootstrapServers => Broker.BootstrapServers;

    private protected KafkaTopics Topics { get; }

    public virtual void Dispose()
    {
        Topics.Dispose();
        Broker.Dispose();
        GC.SuppressFinalize(this);
    }
}
