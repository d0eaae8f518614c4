using System.Text;
using System.Text.Unicode;
using Confluent.Kafka;

namespace StreamRnn.Benchmarks.Brokers;

/// <summary>Writes JSON readings as fast as the broker takes them, or at its caller's pace.</summary>
internal sealed class ReadingWriter : IDisposable
{
    private const int LongestValue = 128;
    private static readonly TimeSpan FullQueuePause = TimeSpan.FromMilliseconds(5);

    private readonly IProducer<byte[], byte[]> producer;
    private readonly byte[] buffer = new byte[LongestValue];
    private readonly Message<byte[], byte[]> message = new();

    public ReadingWriter(string bootstrapServers, double lingerMilliseconds = 50)
    {
        producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            EnableIdempotence = true,
            LingerMs = lingerMilliseconds,
            BatchSize = 1 << 20,
            QueueBufferingMaxMessages = 200_000,
            DeliveryReportFields = "timestamp",
        }).SetLogHandler(static (_, line) => Log(line)).Build();
    }

    /// <summary>Writes a load of the worker's benchmark: each stream speaks once a second of a slow swing.</summary>
    public static void Fill(string bootstrapServers, string topic, int partitions, int events, int streams)
    {
        using var writer = new ReadingWriter(bootstrapServers);
        byte[][] keys = Keys("sensor", streams);
        for (int i = 0; i < events; i++)
        {
            int stream = i % streams;
            writer.Write(new TopicPartition(topic, stream % partitions), keys[stream], Reading.Start + (i / streams * 1000L), 20 + Math.Sin(i * 0.001));
        }

        writer.Finish();
    }

    /// <summary>The streams' names.</summary>
    public static byte[][] Keys(string prefix, int streams) => [.. Enumerable.Range(0, streams).Select(stream => Encoding.UTF8.GetBytes($"{prefix}-{stream}"))];

    /// <summary>Hands a reading to the client; waits while its queue is full. <paramref name="appended"/> is told once the broker has it.</summary>
    public void Write(TopicPartition partition, byte[] key, long time, double value, Action<DeliveryReport<byte[], byte[]>>? appended = null)
    {
        Utf8.TryWrite(buffer, System.Globalization.CultureInfo.InvariantCulture, $$"""{"time":{{time}},"value":{{value:F4}}}""", out int length);
        message.Key = key;
        message.Value = buffer.AsSpan(0, length).ToArray();
        while (true)
        {
            try
            {
                producer.Produce(partition, message, appended);
                return;
            }
            catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                Thread.Sleep(FullQueuePause);
            }
        }
    }

    /// <summary>Waits until the broker has all of them.</summary>
    public void Finish() => producer.Flush(Timeout.InfiniteTimeSpan);

    public void Dispose() => producer.Dispose();

    /// <summary>Errors only: a broker that has just started lets the client try again, and that is no news.</summary>
    private static void Log(LogMessage line)
    {
        if (line.Level <= SyslogLevel.Error)
        {
            Console.Error.WriteLine($"{line.Facility}: {line.Message}");
        }
    }
}
