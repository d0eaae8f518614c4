using System.Text;
using Confluent.Kafka;

namespace StreamRnn.Kafka.Tests.Consuming;

/// <summary>Writes to and reads from topics as any client does.</summary>
internal sealed class KafkaTopics(string bootstrapServers, int messageMaxBytes = 1_000_000) : IDisposable
{
    /// <summary>Far beyond what any of these tests takes; only a failure gets there.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IProducer<byte[]?, byte[]?> producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig
    {
        BootstrapServers = bootstrapServers,
        LingerMs = 1,
        MessageMaxBytes = messageMaxBytes,
        EnableIdempotence = true,
    }).SetLogHandler(static (_, _) => { }).Build();

    public void Write(string topic, int partition, string? key, string? value) =>
        Write(topic, partition, key is null ? null : Encoding.UTF8.GetBytes(key), value is null ? null : Encoding.UTF8.GetBytes(value));

    public void Write(string topic, int partition, byte[]? key, byte[]? value, Headers? headers = null)
    {
        var message = new Message<byte[]?, byte[]?> { Key = key, Value = value, Headers = headers };
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!TryWrite(new TopicPartition(topic, partition), message))
        {
            // The client takes no more until the cluster has taken some of what it has.
            Assert.True(Environment.TickCount64 < deadline, $"{topic}: the client's queue is full, and nothing was taken from it within {Patience.TotalSeconds} s.");
            Thread.Sleep(10);
        }
    }

    public void Flush() => Assert.Equal(0, producer.Flush(Patience));

    /// <summary>Reads a topic from its beginning until it has this many records.</summary>
    public List<ConsumeResult<byte[]?, byte[]?>> Read(string topic, int partitions, int count)
    {
        using IConsumer<byte[]?, byte[]?> reader = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "reader",
            EnableAutoCommit = false,
        }).SetLogHandler(static (_, _) => { }).Build();
        reader.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        List<ConsumeResult<byte[]?, byte[]?>> read = [];
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (read.Count < count)
        {
            Assert.True(Environment.TickCount64 < deadline, $"{topic} has {read.Count} records of {count}.");
            if (reader.Consume(TimeSpan.FromMilliseconds(50)) is { } result)
            {
                read.Add(result);
            }
        }

        return read;
    }

    /// <summary>The group's committed offset of a partition, or -1.</summary>
    public long Committed(string topic, int partition, string group = "group")
    {
        using IConsumer<byte[]?, byte[]?> reader = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = group,
            EnableAutoCommit = false,
        }).SetLogHandler(static (_, _) => { }).Build();
        Offset offset = reader.Committed([new TopicPartition(topic, partition)], Patience)[0].Offset;
        return offset == Offset.Unset ? -1 : offset.Value;
    }

    /// <summary>Waits until it is so.</summary>
    public static async Task Until(Func<bool> condition, string what, RunningConsumer? consumer = null)
    {
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!condition())
        {
            if (consumer is { HasFailed: true })
            {
                await consumer.EndAsync();
            }

            Assert.True(
                Environment.TickCount64 < deadline,
                $"{what}: not within {Patience.TotalSeconds} s. {string.Join('\n', consumer?.Log.Lines ?? [])}");
            await Task.Delay(10);
        }
    }

    public static string? Header(Message<byte[]?, byte[]?> message, string name) =>
        message.Headers.TryGetLastBytes(name, out byte[] bytes) ? Encoding.UTF8.GetString(bytes) : null;

    public void Dispose() => producer.Dispose();

    private bool TryWrite(TopicPartition partition, Message<byte[]?, byte[]?> message)
    {
        try
        {
            producer.Produce(partition, message);
            return true;
        }
        catch (ProduceException<byte[]?, byte[]?> refusal) when (refusal.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }
}
