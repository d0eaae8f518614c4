using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Embedded;
using StreamRnn.Kafka.Options;
using StreamRnn.Tests;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Engine;
using StreamRnn.Worker.Hosting;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Tests.Hosting;

/// <summary>An embedded broker with a topic of readings, and the worker's consumer and processors on it.</summary>
internal sealed class ReadingsBroker : IDisposable
{
    /// <summary>2026-01-31T12:00:00Z, Unix milliseconds: when readings begin.</summary>
    public const long Start = 1_769_860_800_000;

    private const string Topic = "readings";

    private readonly EmbeddedBroker broker = new();

    /// <summary>Writes this many readings into the topic's partitions.</summary>
    public ReadingsBroker(int partitions, int count, Func<int, (int Partition, string Key, long Time, double Value)> reading)
    {
        broker.CreateTopic(Topic, partitions);
        using IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = broker.BootstrapServers,
            EnableIdempotence = true,
        }).Build();
        for (int i = 0; i < count; i++)
        {
            (int partition, string key, long time, double value) = reading(i);
            string json = string.Create(CultureInfo.InvariantCulture, $$"""{"time":{{time}},"value":{{value:F4}}}""");
            producer.Produce(new TopicPartition(Topic, partition), new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(key), Value = Encoding.UTF8.GetBytes(json) });
        }

        int left = producer.Flush(Wait.Patience);
        if (left > 0)
        {
            throw new TimeoutException($"{left} of {count} readings are not written after {Wait.Patience}.");
        }
    }

    public string BootstrapServers => broker.BootstrapServers;

    /// <summary>The worker's own processors, with their metrics.</summary>
    public static IPartitionProcessorFactory Processors(WorkerOptions options, IEngineObserver? observer = null)
    {
        var registry = new LaneRegistry();
        IMetricsExposition metrics = MetricsExposition.Create(MetricCatalogue.All, new MetricsCollector(registry, new ConsumerStatus()).Collect);
        return new PartitionProcessorFactory(options, registry, metrics, TimeProvider.System, NullLogger<PartitionProcessor>.Instance, observer);
    }

    public void CreateTopic(string name) => broker.CreateTopic(name, 1);

    /// <summary>A consumer in a group of its own, which begins with the first reading. It commits at its end only.</summary>
    public SensorConsumer Consumer(IPartitionProcessorFactory processors, int laneThreads, string alertTopic = "alerts") => new(
        new KafkaOptions
        {
            BootstrapServers = BootstrapServers,
            GroupId = Guid.NewGuid().ToString("N"),
            CommitInterval = TimeSpan.FromMinutes(10),
            LaneThreads = laneThreads,
        },
        new InputOptions { Topic = Topic },
        new AlertTopicOptions { Topic = alertTopic },
        new DeadLetterOptions(),
        processors,
        NullLogger<SensorConsumer>.Instance);

    public void Dispose() => broker.Dispose();
}
