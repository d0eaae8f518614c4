using System.Diagnostics;
using System.Text.Json;
using Confluent.Kafka;

namespace StreamRnn.Benchmarks.Worker;

/// <summary>Consume and Utf8JsonReader in a loop: what any .NET program pays before it has done anything with an event.</summary>
internal static class PlainRun
{
    /// <summary>Events a second, from the first event on.</summary>
    /// <param name="bootstrapServers">The broker.</param>
    /// <param name="topic">Partition 0 of it is read from its beginning.</param>
    /// <param name="events">How many.</param>
    /// <param name="work">What is done with key, time and value; null for nothing.</param>
    public static double EventsPerSecond(string bootstrapServers, string topic, int events, Action<byte[], long, double>? work = null)
    {
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(DiscardRun.Configuration(bootstrapServers)).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        long start = 0;
        double sum = 0;
        for (int taken = 0; taken < events;)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(5)) is not { } result)
            {
                continue;
            }

            start = start == 0 ? Stopwatch.GetTimestamp() : start;
            taken++;
            (long time, double value) = Read(result.Message.Value);
            sum += value;
            work?.Invoke(result.Message.Key, time, value);
        }

        double rate = events / Stopwatch.GetElapsedTime(start).TotalSeconds;
        return sum > 0 ? rate : throw new InvalidOperationException("No value was read.");
    }

    private static (long Time, double Value) Read(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        long time = 0;
        double value = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            bool isTime = reader.ValueTextEquals("time"u8);
            reader.Read();
            if (isTime)
            {
                time = reader.GetInt64();
            }
            else
            {
                value = reader.GetDouble();
            }
        }

        return (time, value);
    }
}
