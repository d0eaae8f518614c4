using System.Diagnostics;
using System.Text;
using Confluent.Kafka;

namespace StreamRnn.Integration.Tests.Worker;

/// <summary>Writes to and reads from a cluster's topics as any client does.</summary>
internal sealed class Topics(string bootstrapServers)
{
    /// <summary>Far beyond what any of these tests takes; only a failure gets there.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Writes records to a partition and waits until they are acknowledged.</summary>
    public void Write(string topic, IEnumerable<(string Key, string Value)> records, int partition = 0)
    {
        using IProducer<string, string> producer = new ProducerBuilder<string, string>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            LingerMs = 5,
        }).Build();
        foreach ((string key, string value) in records)
        {
            producer.Produce(new TopicPartition(topic, partition), new Message<string, string> { Key = key, Value = value });
        }

        Assert.Equal(0, producer.Flush(Patience));
    }

    /// <summary>Reads partition 0 from its beginning until it has this many records.</summary>
    public List<ConsumeResult<string, string>> Read(string topic, int count)
    {
        using IConsumer<string, string> reader = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "reader",
            EnableAutoCommit = false,
        }).Build();
        reader.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        List<ConsumeResult<string, string>> read = [];
        long start = Stopwatch.GetTimestamp();
        while (read.Count < count)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"{topic} has {read.Count} records of {count}.");
            if (reader.Consume(TimeSpan.FromMilliseconds(50)) is { } result)
            {
                read.Add(result);
            }
        }

        return read;
    }

    /// <summary>The group's committed offset of a partition, or -1.</summary>
    public long Committed(string topic, string group, int partition = 0)
    {
        using IConsumer<string, string> reader = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = group,
            EnableAutoCommit = false,
        }).Build();
        Offset offset = reader.Committed([new TopicPartition(topic, partition)], Patience)[0].Offset;
        return offset == Offset.Unset ? -1 : offset.Value;
    }

    /// <summary>Reads all that partition 0 has now.</summary>
    public List<ConsumeResult<string, string>> ReadAll(string topic)
    {
        using IConsumer<string, string> reader = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "reader",
        }).Build();
        return Read(topic, (int)reader.QueryWatermarkOffsets(new TopicPartition(topic, 0), Patience).High.Value);
    }

    /// <summary>Reads all that a partition has now, its values as they are.</summary>
    public List<(string Key, byte[] Value)> ReadAllBytes(string topic, int partition = 0)
    {
        using IConsumer<string, byte[]> reader = new ConsumerBuilder<string, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "reader",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
        }).Build();
        reader.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));
        List<(string Key, byte[] Value)> read = [];
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"{topic} has no end.");
            if (reader.Consume(TimeSpan.FromMilliseconds(50)) is not { } result)
            {
                continue;
            }

            if (result.IsPartitionEOF)
            {
                return read;
            }

            read.Add((result.Message.Key, result.Message.Value));
        }
    }

    /// <summary>A header's text.</summary>
    public static string Header(ConsumeResult<string, string> record, string name) =>
        Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(name));

    /// <summary>Waits until it is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"{what}: not within {Patience.TotalSeconds} s.");
            await Task.Delay(20);
        }
    }
}
