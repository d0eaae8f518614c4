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

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class IngestAllocationTests
{
    private const int Events = 60_000;

    /// <summary>Far beyond what this takes; only a failure gets there.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(120);

    /// <summary>
    /// The whole path: broker, batch call, parser, lane, windows, metrics. Positions are published once a second and the runtime
    /// allocates now and then while it compiles a method again; what an event costs, it costs in every window of events, on every lane thread.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Run_EventsFromABrokerToTheirScores_AllocatesNothing(int laneThreads)
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("readings", 2);
        Write(broker.BootstrapServers);
        var registry = new LaneRegistry();
        var status = new ConsumerStatus();
        IMetricsExposition metrics = MetricsExposition.Create(MetricCatalogue.All, new MetricsCollector(registry, status).Collect);
        // Within warm-up no alarm can be raised: an alert may cost memory, and these are about events without one.
        var options = new WorkerOptions { Streams = new StreamsSection { Capacity = 256, WarmUp = 2 * Events } };
        var windows = new MeasuredProcessors(
            new PartitionProcessorFactory(options, registry, metrics, TimeProvider.System, NullLogger<PartitionProcessor>.Instance), window: 1024);
        var kafka = new KafkaOptions { BootstrapServers = broker.BootstrapServers, CommitInterval = TimeSpan.FromMinutes(10), LaneThreads = laneThreads };
        var consumer = new SensorConsumer(
            kafka, new InputOptions { Topic = "readings" }, new AlertTopicOptions(), new DeadLetterOptions(), windows, NullLogger<SensorConsumer>.Instance);
        using var stop = new CancellationTokenSource(patience);
        windows.After(Events, stop.Cancel);

        await Task.Factory.StartNew(() => consumer.Run(stop.Token), TaskCreationOptions.LongRunning);

        Assert.Equal(Events, windows.Events);
        Assert.Equal(laneThreads, windows.Threads);
        Assert.True(windows.LargestBatch > 1, "Events came one by one.");
        Assert.InRange(windows.AllocatedBytes.Count, 10, int.MaxValue);
        Assert.True(
            windows.AllocatedBytes.Count(static bytes => bytes == 0) > windows.AllocatedBytes.Count / 2,
            $"Bytes allocated per window of {windows.Window} events: {string.Join(", ", windows.AllocatedBytes)}");
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
            producer.Produce(
                new TopicPartition("readings", i / 100 % 2),
                new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes($"sensor-{i % 100}"), Value = Encoding.UTF8.GetBytes(value) });
        }

        Assert.Equal(0, producer.Flush(patience));
    }
}
