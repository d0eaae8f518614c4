using Confluent.Kafka;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Kafka.Snapshots;

/// <summary>A record of the snapshots' topic, in the client's memory: valid for the call. False where no more are wanted.</summary>
internal delegate bool ChangelogRecord(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

/// <summary>
/// Reads one partition of the snapshots' topic from its beginning to its end, and asks where the group and the input's log stand; by a client of its own, which is no
/// member of the group. Belongs to one thread.
/// </summary>
internal sealed class ChangelogReader : IDisposable
{
    /// <summary>Bytes that the client reads ahead.</summary>
    public const int ReadAheadBytes = 16 << 20;

    private const int BatchSize = 64;


    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    /// <summary>How long it waits for the next records before it looks whether it may go on.</summary>
    private static readonly TimeSpan wait = TimeSpan.FromMilliseconds(200);

    private readonly string topic;
    private readonly int partition;

    public ChangelogReader(KafkaOptions kafka, string topic, int partition)
    {
        this.topic = topic;
        this.partition = partition;
        ConsumerConfig config = ClientConfiguration.Consumer(kafka);
        config.EnablePartitionEof = true;

        // Several chunks under way keep the cluster busy; each partition that is restored has a client of its own.
        config.QueuedMaxMessagesKbytes = ReadAheadBytes / 1024;
        config.MaxPartitionFetchBytes = ReadAheadBytes / 2;

        // A static member's id is the group's alone.
        config.GroupInstanceId = null;
        Consumer = new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
    }

    /// <summary>The client.</summary>
    public IConsumer<Ignore, Ignore> Consumer { get; }

    /// <summary>The group's commit of an input partition; null where it has none.</summary>
    /// <exception cref="KafkaException">The cluster doesn't say.</exception>
    public long? Committed(string input) =>
        Consumer.Committed([new TopicPartition(input, partition)], patience)[0].Offset is { IsSpecial: false } offset ? offset.Value : null;

    /// <summary>The offsets of the first record of an input partition and after its last.</summary>
    /// <exception cref="KafkaException">The cluster doesn't say.</exception>
    public WatermarkOffsets Ends(string input) => Consumer.QueryWatermarkOffsets(new TopicPartition(input, partition), patience);

    /// <summary>Hands out all records that are there now.</summary>
    /// <exception cref="KafkaException">They can't be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void ReadAll(ChangelogRecord record, CancellationToken cancellation)
    {
        using var messages = new NativeMessages(ClientHandle.Of(Consumer), BatchSize);
        using PartitionQueue queue = messages.QueueOf(topic, partition) ?? throw new KafkaException(ErrorCode.Local_UnknownPartition);
        queue.Forward();
        Consumer.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();

                // What the client has to say of itself would wait there.
                Consumer.Consume(TimeSpan.Zero);
                messages.Read(wait);
                try
                {
                    if (!HandOut(messages, record))
                    {
                        return;
                    }
                }
                finally
                {
                    messages.Release();
                }
            }
        }
        finally
        {
            Consumer.Unassign();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Consumer.Close();
        Consumer.Dispose();
    }

    /// <summary>Whether there are more.</summary>
    private static bool HandOut(NativeMessages messages, ChangelogRecord record)
    {
        for (int i = 0; i < messages.Count; i++)
        {
            ref readonly NativeMessage message = ref messages[i];
            if (message.Error == (int)ErrorCode.Local_PartitionEOF)
            {
                return false;
            }

            if (message.Error != 0)
            {
                throw new KafkaException((ErrorCode)message.Error);
            }

            if (!record(message.Key, message.Value))
            {
                return false;
            }
        }

        return true;
    }
}
