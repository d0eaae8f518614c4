using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Consuming;
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

    [Fact]
    public async Task Run_OneTwoAndFourLaneThreads_GiveTheSameScoresStatesAndAlerts()
    {
        using var broker = new ReadingsBroker(Partitions, Events, Reading);

        Outcome one = await RunAsync(broker, laneThreads: 1);
        Assert.Equal(Partitions, one.Digests.Values.Distinct().Count());
        Assert.Equal(Partitions, one.States.Values.Distinct().Count());
        Assert.True(one.Alerts.Length >= Partitions * StreamsPerPartition, $"{one.Alerts.Length} alerts.");
        foreach (int laneThreads in new[] { 2, 4 })
        {
            Outcome many = await RunAsync(broker, laneThreads);
            Assert.Equal(one.Digests, many.Digests);
            Assert.Equal(one.States, many.States);
            Assert.Equal(one.Alerts, many.Alerts);
        }
    }

    /// <summary>By partition what its lane said and the state it ended in, and all alerts.</summary>
    private sealed record Outcome(SortedDictionary<int, string> Digests, SortedDictionary<int, string> States, string[] Alerts);

    private static async Task<Outcome> RunAsync(ReadingsBroker broker, int laneThreads)
    {
        string alertTopic = $"alerts-{laneThreads}";
        broker.CreateTopic(alertTopic);
        var options = new WorkerOptions { Streams = new StreamsSection { Capacity = 16, WarmUp = 200, Memory = Core.Streams.StreamMemory.Lean } };
        using var processors = new DigestedProcessors(options);
        using var stop = new CancellationTokenSource(Wait.Patience);
        SensorConsumer consumer = broker.Consumer(processors, laneThreads, alertTopic);
        Task<bool> run = Task.Factory.StartNew(() => consumer.Run(stop.Token), TaskCreationOptions.LongRunning);
        await Wait.UntilAsync(() => consumer.Status.Records >= Events || run.IsCompleted, $"{Events} records are read");
        Assert.Equal(laneThreads, consumer.Status.LaneThreads.Count);

        // All records are counted once they are dealt with: no lane is at work any more, and none has been given back yet.
        SortedDictionary<int, string> states = processors.StateHashes();
        await stop.CancelAsync();
        Assert.True(await Wait.ForAsync(run, "the consumer stops"));
        Assert.Equal(Events, processors.Events);
        return new Outcome(processors.Digests, states, ReadAlerts(broker.BootstrapServers, alertTopic, (int)consumer.Status.AlertsWritten));
    }

    private static (int Partition, string Key, long Time, double Value) Reading(int number)
    {
        int stream = number % (Partitions * StreamsPerPartition);
        int step = number / (Partitions * StreamsPerPartition);
        double jump = step is >= JumpAt and < JumpAt + JumpLength ? 30 : 0;
        return (
            stream % Partitions, $"sensor-{stream}", ReadingsBroker.Start + (60_000L * step),
            20 + Math.Sin((step * 0.3) + stream) + (step * 7 % 11 * 0.01) + jump);
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
        long deadline = Environment.TickCount64 + (long)Wait.Patience.TotalMilliseconds;
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
        private readonly ConcurrentBag<PartitionProcessor> created = [];
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

        public SortedDictionary<int, string> StateHashes() =>
            new(created.ToDictionary(static processor => processor.Partition, static processor => processor.Engine.StateHash()));

        public IPartitionProcessor Create(string topic, int partition)
        {
            IPartitionProcessor processor = new PartitionProcessorFactory(
                options, registry, metrics, TimeProvider.System, NullLogger<PartitionProcessor>.Instance, digests.GetOrAdd(partition, static _ => new ScoreDigest()))
                .Create(topic, partition);
            created.Add((PartitionProcessor)processor);
            return processor;
        }

        public void Dispose()
        {
            foreach (ScoreDigest digest in digests.Values)
            {
                digest.Dispose();
            }
        }
    }
}
