using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Embedded;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class LaneThreadDeterminismTests
{
    private const int Partitions = 6;
    private const int StreamsPerPartition = 3;
    private const int EventsPerStream = 500;
    private const int Events = Partitions * StreamsPerPartition * EventsPerStream;

    /// <summary>Each stream jumps here for some readings: well after its warm-up, so that each raises an alert.</summary>
    private const int JumpAt = 450;
    private const int JumpLength = 6;

    /// <summary>Far beyond what this takes; only a failure gets there.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Run_OneTwoAndFourLaneThreads_GiveTheSameScoresAndTheSameAlerts()
    {
        using var broker = new EmbeddedBroker();
        broker.CreateTopic("readings", Partitions);
        Write(broker.BootstrapServers);

        (SortedDictionary<int, string> digests, string[] alerts) one = await RunAsync(broker, laneThreads: 1);
        Assert.Equal(Partitions, one.digests.Values.Distinct().Count());
        Assert.True(one.alerts.Length >= Partitions * StreamsPerPartition, $"{one.alerts.Length} alerts.");
        foreach (int laneThreads in new[] { 2, 4 })
        {
            (SortedDictionary<int, string> digests, string[] alerts) many = await RunAsync(broker, laneThreads);
            Assert.Equal(one.digests, many.digests);
            Assert.Equal(one.alerts, many.alerts);
        }
    }

    private static async Task<(SortedDictionary<int, string> Digests, string[] Alerts)> RunAsync(EmbeddedBroker broker, int laneThreads)
    {
        string alertTopic = $"alerts-{laneThreads}";
        broker.CreateTopic(alertTopic, 1);
        var options = new WorkerOptions { Streams = new StreamsSection { Capacity = 16, WarmUp = 200, Memory = Core.Streams.StreamMemory.Lean } };
        using var processors = new DigestedProcessors(options);
        using var stop = new CancellationTokenSource(patience);
        var consumer = new SensorConsumer(
            new KafkaOptions { BootstrapServers = broker.BootstrapServers, GroupId = alertTopic, LaneThreads = laneThreads },
            new InputOptions { Topic = "readings" },
            new AlertTopicOptions { Topic = alertTopic },
            new DeadLetterOptions(),
            processors,
            NullLogger<SensorConsumer>.Instance);
        Task<bool> run = Task.Factory.StartNew(() => consumer.Run(stop.Token), TaskCreationOptions.LongRunning);
        while (consumer.Status.Records < Events && !run.IsCompleted)
        {
            await Task.Delay(20);
        }

        Assert.Equal(laneThreads, consumer.Status.LaneThreads.Count);
        await stop.CancelAsync();
        Assert.True(await run);
        Assert.Equal(Events, processors.Events);
        return (processors.Digests, ReadAlerts(broker.BootstrapServers, alertTopic, (int)consumer.Status.AlertsWritten));
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
            int stream = i % (Partitions * StreamsPerPartition);
            int step = i / (Partitions * StreamsPerPartition);
            double jump = step is >= JumpAt and < JumpAt + JumpLength ? 30 : 0;
            string value = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"time":{{1_769_860_800_000L + (60_000L * step)}},"value":{{20 + Math.Sin((step * 0.3) + stream) + (step * 7 % 11 * 0.01) + jump:F4}}}""");
            producer.Produce(
                new TopicPartition("readings", stream % Partitions),
                new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes($"sensor-{stream}"), Value = Encoding.UTF8.GetBytes(value) });
        }

        Assert.Equal(0, producer.Flush(patience));
    }

    /// <summary>The alerts with their ids, in an order that does not depend on which partition was first.</summary>
    private static string[] ReadAlerts(string bootstrapServers, string topic, int count)
    {
        using IConsumer<byte[], byte[]> reader = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "reader",
            EnableAutoCommit = false,
        }).Build();
        reader.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        List<string> alerts = [];
        long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (alerts.Count < count)
        {
            Assert.True(Environment.TickCount64 < deadline, $"{topic} has {alerts.Count} alerts of {count}.");
            if (reader.Consume(TimeSpan.FromMilliseconds(50)) is { Message: { } alert })
            {
                Assert.True(alert.Headers.TryGetLastBytes("ce_id", out byte[] id));
                alerts.Add($"{Encoding.UTF8.GetString(id)} {Encoding.UTF8.GetString(alert.Value)}");
            }
        }

        return [.. alerts.Order(StringComparer.Ordinal)];
    }

    /// <summary>The worker's own processors, with a digest for each partition.</summary>
    private sealed class DigestedProcessors : IPartitionProcessorFactory, IDisposable
    {
        private readonly ConcurrentDictionary<int, ScoreDigest> digests = new();
        private readonly LaneRegistry registry = new();
        private readonly WorkerOptions options;
        private readonly IMetricsExposition metrics;

        public DigestedProcessors(WorkerOptions options)
        {
            this.options = options;
            metrics = MetricsExposition.Create(MetricCatalogue.All, new MetricsCollector(registry, new ConsumerStatus()).Collect);
        }

        public long Events => digests.Values.Sum(static digest => digest.Events);

        public SortedDictionary<int, string> Digests => new(digests.ToDictionary(static entry => entry.Key, static entry => entry.Value.Value));

        public IPartitionProcessor Create(string topic, int partition) =>
            new PartitionProcessorFactory(
                options, registry, metrics, TimeProvider.System, NullLogger<PartitionProcessor>.Instance, digests.GetOrAdd(partition, static _ => new ScoreDigest()))
                .Create(topic, partition);

        public void Dispose()
        {
            foreach (ScoreDigest digest in digests.Values)
            {
                digest.Dispose();
            }
        }
    }
}
