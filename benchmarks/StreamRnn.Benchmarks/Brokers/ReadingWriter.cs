using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace StreamRnn.Benchmarks.Brokers;

/// <summary>Writes JSON readings to a topic, as fast as the broker takes them or at its caller's pace.</summary>
internal sealed class ReadingWriter : IDisposable
{
    /// <summary>Far below the size from which the broker's garbage collector treats a request apart, with a marking of the whole heap each time.</summary>
    private const int MaxBatchBytes = 256 << 10;

    private readonly string topic;
    private readonly IProducer<byte[], byte[]> producer;
    private readonly BatchWriter[] partitions;

    // A client that may report calls back for every record: the few whose report is wanted have a client of their own.
    private readonly Lazy<IProducer<byte[], byte[]>> reporting;

    public ReadingWriter(string bootstrapServers, string topic, int partitionCount = 1, double lingerMilliseconds = 50)
    {
        this.topic = topic;
        producer = Create(bootstrapServers, lingerMilliseconds, reports: false);
        partitions = [.. Enumerable.Range(0, partitionCount).Select(partition => new BatchWriter(producer, topic, partition))];
        reporting = new Lazy<IProducer<byte[], byte[]>>(() => Create(bootstrapServers, lingerMilliseconds, reports: true));
    }

    /// <summary>Writes a load of the worker's benchmark: each stream speaks once a second of a slow swing.</summary>
    public static void Fill(string bootstrapServers, string topic, int partitions, int events, int streams)
    {
        using var writer = new ReadingWriter(bootstrapServers, topic, partitions);
        byte[][] keys = Keys("sensor", streams);
        for (int i = 0; i < events; i++)
        {
            int stream = i % streams;
            writer.Write(keys[stream], Reading.Start + (i / streams * 1000L), 20 + Math.Sin(i * 0.001), stream % partitions);
        }

        writer.Finish();
    }

    /// <summary>The streams' names, on the pinned heap.</summary>
    public static byte[][] Keys(string prefix, int streams) => [.. Enumerable.Range(0, streams).Select(stream => Key($"{prefix}-{stream}"))];

    /// <summary>Hands a reading over, at the latest with <see cref="Send"/>.</summary>
    public void Write(byte[] key, long time, double value, int partition = 0) => partitions[partition].Write(key, time, value);

    /// <summary>Hands a reading of partition 0 over at once, and tells when the broker has appended it: Unix milliseconds.</summary>
    public void WriteReported(byte[] key, long time, double value, Action<long> appended) => reporting.Value.Produce(
        new TopicPartition(topic, 0),
        new Message<byte[], byte[]> { Key = key, Value = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"time":{{time}},"value":{{value:F4}}}""")) },
        report => appended(report.Timestamp.UnixTimestampMs));

    /// <summary>Hands over what has gathered.</summary>
    public void Send() => Array.ForEach(partitions, partition => partition.Send());

    /// <summary>Waits until the broker has all of them.</summary>
    public void Finish()
    {
        Send();
        foreach (IProducer<byte[], byte[]> client in Clients)
        {
            client.Flush(Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        Array.ForEach(partitions, partition => partition.Dispose());
        foreach (IProducer<byte[], byte[]> client in Clients)
        {
            client.Dispose();
        }
    }

    private IEnumerable<IProducer<byte[], byte[]>> Clients => reporting.IsValueCreated ? [producer, reporting.Value] : [producer];

    private static IProducer<byte[], byte[]> Create(string bootstrapServers, double lingerMilliseconds, bool reports) =>
        new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            EnableIdempotence = true,
            LingerMs = lingerMilliseconds,
            BatchSize = MaxBatchBytes,
            QueueBufferingMaxMessages = 200_000,
            EnableDeliveryReports = reports,
            DeliveryReportFields = "timestamp",
        }).SetLogHandler(static (_, line) => Log(line)).Build();

    /// <summary>Errors only: a broker that has just started lets the client try again, and that is no news.</summary>
    private static void Log(LogMessage line)
    {
        if (line.Level <= SyslogLevel.Error)
        {
            Console.Error.WriteLine($"{line.Facility}: {line.Message}");
        }
    }

    private static byte[] Key(string name)
    {
        byte[] key = GC.AllocateUninitializedArray<byte>(Encoding.UTF8.GetByteCount(name), pinned: true);
        Encoding.UTF8.GetBytes(name, key);
        return key;
    }
}

/// <summary>What all loads have in common.</summary>
internal static class Reading
{
    /// <summary>2026-01-31T12:00:00Z, Unix milliseconds: the first readings' time.</summary>
    public const long Start = 1_769_860_800_000;

    /// <summary>How far readings may lie ahead of the machine's clock, which may stand anywhere.</summary>
    public static readonly TimeSpan Future = TimeSpan.FromDays(365);
}
