using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Embedded;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;
using StreamRnn.Worker.Metrics;
using StreamRnn.Worker.Tests.Hosting;

namespace StreamRnn.Benchmarks.Allocations;

/// <summary>The whole way of an event on the lane's thread: broker, batch call, parser, lane, windows, metrics.</summary>
internal static class IngestAllocation
{
    private const int Events = 60_000;
    private const int Window = 2048;
    private const string Topic = "readings";

    /// <summary>Far beyond what this takes; only a failure gets there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>The median over windows of events: positions are published once a second, and the runtime compiles methods again now and then.</summary>
    public static double BytesPerEvent()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic(Topic, 1);
        Write(broker.BootstrapServers);
        var registry = new LaneRegistry();
        IMetricsExposition metrics = MetricsExposition.Create(MetricCatalogue.All, new MetricsCollector(registry, new ConsumerStatus()).Collect);

        // Within warm-up no alarm can be raised: alerts have budgets of their own.
        var options = new WorkerOptions { Streams = new StreamsSection { Capacity = 256, WarmUp = 2 * Events } };
        var windows = new MeasuredProcessors(
            new PartitionProcessorFactory(options, registry, metrics, TimeProvider.System, NullLogger<PartitionProcessor>.Instance), Window);
        using var stop = new CancellationTokenSource(Patience);
        windows.After(Events, stop.Cancel);
        new SensorConsumer(
            new KafkaOptions { BootstrapServers = broker.BootstrapServers, CommitInterval = TimeSpan.FromMinutes(10) },
            new InputOptions { Topic = Topic },
            new AlertTopicOptions(),
            new DeadLetterOptions(),
            windows,
            NullLogger<SensorConsumer>.Instance).Run(stop.Token);
        if (windows.Events < Events || windows.LargestBatch < 2)
        {
            throw new InvalidOperationException($"{windows.Events} events of {Events} came, in batches of at most {windows.LargestBatch}.");
        }

        long[] sorted = [.. windows.AllocatedBytes.Order()];
        return (double)sorted[sorted.Length / 2] / Window;
    }

    private static void Write(string bootstrapServers)
    {
        using IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            EnableIdempotence = true,
        }).Build();
        for (int i = 0; i < Events; i++)
        {
            string value = string.Create(CultureInfo.InvariantCulture, $$"""{"time":{{1_769_860_800_000L + i}},"value":{{20 + Math.Sin(i * 0.01):F4}}}""");
            producer.Produce(new TopicPartition(Topic, 0), new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes($"sensor-{i % 100}"), Value = Encoding.UTF8.GetBytes(value) });
        }

        producer.Flush(Patience);
    }
}
