using StreamRnn.Kafka.Embedded;
using StreamRnn.Kafka.Tests.Consuming;

namespace StreamRnn.Kafka.Tests.Embedded;

public sealed class EmbeddedBrokerTests
{
    [Fact]
    public void CreateTopic_WrittenTo_KeepsRecordsInOrder()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("readings", 2);
        using var topics = new KafkaTopics(broker.BootstrapServers);
        for (int i = 0; i < 100; i++)
        {
            topics.Write("readings", 1, "pump", $"{i}");
        }

        topics.Flush();
        var read = topics.Read("readings", 2, 100);

        Assert.Equal(Enumerable.Range(0, 100).Select(static i => (long)i), read.Select(static record => record.Offset.Value));
        Assert.All(read, static record => Assert.Equal(1, record.Partition.Value));
        Assert.Equal("99"u8.ToArray(), read[^1].Message.Value);
    }

    [Fact]
    public void CreateTopic_SecondTime_Throws()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("readings", 2);

        var error = Assert.Throws<InvalidOperationException>(() => broker.CreateTopic("readings", 2));

        Assert.Contains("'readings'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BootstrapServers_OfTwoBrokersAtOnce_DifferAndLieOnTheLoopbackInterface()
    {
        using var one = new EmbeddedBroker();
        using var other = new EmbeddedBroker(3);

        Assert.StartsWith("127.0.0.1:", one.BootstrapServers, StringComparison.Ordinal);
        Assert.Equal(3, other.BootstrapServers.Split(',').Length);
        Assert.DoesNotContain(one.BootstrapServers, other.BootstrapServers, StringComparison.Ordinal);
    }

    [Fact]
    public void NativeCalls_GoToTheLibraryThatTheClientLoaded()
    {
        using var broker = new EmbeddedBroker();

        string[] loaded = [.. File.ReadLines("/proc/self/maps")
            .Where(static line => line.Contains("librdkafka", StringComparison.Ordinal))
            .Select(static line => line[line.IndexOf('/')..])
            .Distinct()];

        Assert.Single(loaded);
    }

    [Fact]
    public void Dispose_Twice_DoesNothingMore()
    {
        var broker = new EmbeddedBroker();
        broker.Dispose();
        broker.Dispose();

        Assert.Throws<ObjectDisposedException>(() => broker.CreateTopic("readings", 1));
    }
}
