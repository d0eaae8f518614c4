using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Worker.Configuration;

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
    public async Task Run_OneTwoAndFourLaneThreads_GiveTheSameScoresAndTheSameAlerts()
    {
        using var broker = new ReadingsBroker(Partitions, Events, Reading);

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

    private static async Task<(SortedDictionary<int, string> Digests, string[] Alerts)> RunAsync(ReadingsBroker broker, int laneThreads)
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
        await stop.CancelAsync();
        Assert.True(await Wait.ForAsync(run, "the consumer stops"));
        Assert.Equal(Events, processors.Events);
        return (processors.Digests, ReadAlerts(broker.BootstrapServers, alertTopic, (int)consumer.Status.AlertsWritten));
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
    private sealed class DigestedProcessors(WorkerOptions options) : IPartitionProcessorFactory, IDisposable
    {
        private readonly ConcurrentDictionary<int, ScoreDigest> digests = new();

        public long Events => digests.Values.Sum(static digest => digest.Events);

        public SortedDictionary<int, string> Digests => new(digests.ToDictionary(static entry => entry.Key, static entry => entry.Value.Value));

        public IPartitionProcessor Create(string topic, int partition) =>
            ReadingsBroker.Processors(options, digests.GetOrAdd(partition, static _ => new ScoreDigest())).Create(topic, partition);

        public void Dispose()
        {
            foreach (ScoreDigest digest in digests.Values)
            {
                digest.Dispose();
            }
        }
    }
}
