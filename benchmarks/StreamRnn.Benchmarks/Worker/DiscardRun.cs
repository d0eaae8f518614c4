using System.Diagnostics;
using Confluent.Kafka;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Benchmarks.Worker;

/// <summary>The most that any reader of this client can have: the native batch call, each batch given back unread.</summary>
internal static class DiscardRun
{
    /// <summary>Events a second, from the first batch on.</summary>
    public static double EventsPerSecond(string bootstrapServers, string topic, int events)
    {
        using IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(Configuration(bootstrapServers)).Build();
        using NativeMessages messages = new(ClientHandle.Of(consumer), BatchHandler.Capacity);
        using PartitionQueue queue = messages.QueueOf(topic, 0)!;
        queue.Forward();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        long start = 0;
        for (int taken = 0; taken < events;)
        {
            messages.Read(TimeSpan.FromMilliseconds(5));
            start = start == 0 && messages.Count > 0 ? Stopwatch.GetTimestamp() : start;
            taken += messages.Count;
            messages.Release();
        }

        return events / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The client as the worker sets it up.</summary>
    public static ConsumerConfig Configuration(string bootstrapServers) =>
        new(ClientConfiguration.Consumer(new KafkaOptions { BootstrapServers = bootstrapServers, GroupId = "bench" }));
}
