using Confluent.Kafka;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Kafka.Snapshots;

/// <summary>
/// Writes snapshots' records by a client of its own, so that no alert waits behind them. Any thread may write; what is under way is bounded by those who ask
/// <see cref="HasRoom"/> first.
/// </summary>
internal sealed class SnapshotProducer : IDisposable
{
    /// <summary>Bytes under way beyond which the next chunk waits: enough to keep a broker busy, little enough that a slow one costs no memory.</summary>
    public const long MaxBytesUnderWay = 16 << 20;

    private readonly IProducer<byte[], byte[]> producer;
    private readonly string topic;
    private long bytesUnderWay;

    /// <param name="kafka">The cluster.</param>
    /// <param name="topic">Where snapshots go.</param>
    /// <param name="report">Is told the client's errors.</param>
    /// <param name="log">Is told what the client logs.</param>
    public SnapshotProducer(KafkaOptions kafka, string topic, Action<Error> report, Action<LogMessage> log)
    {
        this.topic = topic;
        ProducerConfig config = ClientConfiguration.Producer(kafka);

        // Rows that are not full yet are zeros for the most part.
        config.CompressionType ??= CompressionType.Lz4;
        ChunkBytes = ChunkBytesWithin(config.MessageMaxBytes!.Value);
        producer = new ProducerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => report(error))
            .SetLogHandler((_, message) => log(message))
            .Build();
    }

    /// <summary>Bytes of a chunk, by what the client sends at most in one record.</summary>
    public int ChunkBytes { get; }

    /// <summary>Whether a chunk may be written now.</summary>
    public bool HasRoom => Volatile.Read(ref bytesUnderWay) < MaxBytesUnderWay;

    /// <summary>Writes a record; <paramref name="written"/> is told whether the cluster has it, on the client's thread. False where the client does not even take it.</summary>
    public bool TryWrite(int partition, byte[] key, byte[] value, Action<Error> written)
    {
        Interlocked.Add(ref bytesUnderWay, value.Length);
        try
        {
            producer.Produce(new TopicPartition(topic, partition), new Message<byte[], byte[]> { Key = key, Value = value }, report =>
            {
                Interlocked.Add(ref bytesUnderWay, -value.Length);
                written(report.Error);
            });
            return true;
        }
        catch (ProduceException<byte[], byte[]>)
        {
            Interlocked.Add(ref bytesUnderWay, -value.Length);
            return false;
        }
    }

    /// <summary>Closes the client; what is under way is not waited for.</summary>
    public void Dispose() => producer.Dispose();

    /// <summary>The longest chunk that fits, with its key and what Kafka's record format adds.</summary>
    internal static int ChunkBytesWithin(int messageMaxBytes)
    {
        const int overhead = 1024;
        const int line = 64;
        return Math.Clamp((messageMaxBytes - overhead) / line * line, line, Core.Snapshots.SnapshotManifest.MaxChunkBytes);
    }
}
