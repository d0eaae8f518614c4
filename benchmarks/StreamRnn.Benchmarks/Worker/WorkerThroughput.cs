using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Benchmarks.Worker;

/// <summary>
/// Events a second from a broker in another process to their scores, one lane, beside what the client's batch call discards
/// and what a plain loop of Consume and Utf8JsonReader reads without scoring anything; interleaved rounds, the best of each.
/// <c>worker BOOTSTRAP [EVENTS] [STREAMS]</c>.
/// </summary>
internal static class WorkerThroughput
{
    private const int Rounds = 3;

    /// <summary>The share of the batch call's rate that the whole way must reach.</summary>
    private const double Target = 0.6;

    public static int Print(string bootstrapServers, int events, int streams)
    {
        string topic = $"bench-{Guid.NewGuid():N}";
        CreateTopic(bootstrapServers, topic);
        Write(bootstrapServers, topic, events, streams);
        double discard = 0;
        double worker = 0;
        double plain = 0;
        for (int round = 0; round < Rounds; round++)
        {
            discard = Math.Max(discard, events / Discard(bootstrapServers, topic, events));
            worker = Math.Max(worker, events / Score(bootstrapServers, topic, events, streams));
            plain = Math.Max(plain, events / Plain(bootstrapServers, topic, events));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events} events, {streams} streams, one lane, best of {Rounds}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"batch call, discarded    {discard / 1e6,6:F3} M/s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"worker, scored           {worker / 1e6,6:F3} M/s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Consume + Utf8JsonReader {plain / 1e6,6:F3} M/s"));
        string verdict = worker / discard >= Target ? "met" : string.Create(CultureInfo.InvariantCulture, $"short by {Target - (worker / discard):P0}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"worker / batch call {worker / discard:P0}, worker / plain loop {worker / plain:F2}: target {Target:P0} of the batch call {verdict}"));
        return 0;
    }

    private static void CreateTopic(string bootstrapServers, string topic)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }]).GetAwaiter().GetResult();
    }

    private static void Write(string bootstrapServers, string topic, int events, int streams)
    {
        using IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            EnableIdempotence = true,
            LingerMs = 50,
            BatchSize = 1 << 20,
            QueueBufferingMaxMessages = 200_000,
            EnableDeliveryReports = false,
        }).Build();
        for (int i = 0; i < events; i++)
        {
            var message = new Message<byte[], byte[]>
            {
                Key = Encoding.UTF8.GetBytes($"sensor-{i % streams}"),
                Value = Encoding.UTF8.GetBytes(string.Create(
                    CultureInfo.InvariantCulture, $$"""{"time":{{1_769_860_800_000L + (i / streams * 1000L)}},"value":{{20 + Math.Sin(i * 0.001):F4}}}""")),
            };
            while (true)
            {
                try
                {
                    producer.Produce(new TopicPartition(topic, 0), message);
                    break;
                }
                catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
                {
                    producer.Poll(TimeSpan.FromMilliseconds(10));
                }
            }
        }

        producer.Flush(Timeout.InfiniteTimeSpan);
    }

    private static double Discard(string bootstrapServers, string topic, int events)
    {
        using IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(Configuration(bootstrapServers)).Build();
        using NativeMessages messages = NativeMessages.Of(consumer, BatchHandler.Capacity)!;
        using PartitionQueue queue = messages.Take(topic, 0)!;
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        long start = 0;
        for (int taken = 0; taken < events;)
        {
            messages.Read(TimeSpan.FromMilliseconds(5));
            start = start == 0 && messages.Count > 0 ? Stopwatch.GetTimestamp() : start;
            taken += messages.Count;
            messages.Release();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Score(string bootstrapServers, string topic, int events, int streams)
    {
        using var stop = new CancellationTokenSource();
        long end = 0;
        var lanes = new LaneProcessors(new LaneOptions { Capacity = streams, Memory = StreamMemory.Lean }, events, () =>
        {
            end = Stopwatch.GetTimestamp();
            stop.Cancel();
        });
        var consumer = new SensorConsumer(
            new KafkaOptions { BootstrapServers = bootstrapServers, GroupId = Guid.NewGuid().ToString("N") },
            new InputOptions { Topic = topic, Future = TimeSpan.FromDays(1) },
            new AlertTopicOptions(),
            new DeadLetterOptions(),
            lanes,
            NullLogger<SensorConsumer>.Instance);
        long start = 0;
        var watch = new Thread(() =>
        {
            while (consumer.Status.Records == 0)
            {
                Thread.Sleep(1);
            }

            start = Stopwatch.GetTimestamp();
        });
        watch.Start();
        consumer.Run(stop.Token);
        watch.Join();
        return Stopwatch.GetElapsedTime(start, end).TotalSeconds;
    }

    private static double Plain(string bootstrapServers, string topic, int events)
    {
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(Configuration(bootstrapServers)).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        long start = 0;
        double sum = 0;
        for (int taken = 0; taken < events;)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(5)) is { } result)
            {
                start = start == 0 ? Stopwatch.GetTimestamp() : start;
                taken++;
                var reader = new Utf8JsonReader(result.Message.Value);
                while (reader.Read())
                {
                    sum += reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : 0;
                }
            }
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return sum > 0 ? seconds : throw new InvalidOperationException("No number was read.");
    }

    private static ConsumerConfig Configuration(string bootstrapServers) =>
        new(ClientConfiguration.Consumer(new KafkaOptions { BootstrapServers = bootstrapServers, GroupId = "bench" }));
}
