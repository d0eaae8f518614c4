using StreamRnn.Integration.Tests.Brokers;
using StreamRnn.Kafka.Tests.Consuming;
using static StreamRnn.Kafka.Tests.Consuming.TestReadings;

namespace StreamRnn.Integration.Tests.Kafka;

[Collection(BrokerCollection.Name)]
[Trait("Category", "Broker")]
public sealed class RecreatedTopicTests(RealBroker broker)
{
    private const int Before = 10;

    /// <param name="prefix">Of the topics.</param>
    /// <param name="records">Written at once to the topic that is made anew: fewer than before, where the client begins again by itself, or more, where it would go on at the old offset.</param>
    /// <param name="leaderHasChanged">As after any restart of a broker: to the client, the new topic's leaders are then older than those that it knows, and it asks none of them for records.</param>
    [Theory]
    [InlineData("fewer-", Before / 2, false)]
    [InlineData("more-", 5 * Before, false)]
    [InlineData("fewer-changed-", Before / 2, true)]
    public async Task Run_TopicDeletedAndMadeAnew_IsReadFromItsBeginningWithAFreshProcessor(string prefix, int records, bool leaderHasChanged)
    {
        await broker.StartAsync();
        foreach (string topic in (string[])["readings", "alerts", "dead-letters"])
        {
            await broker.CreateTopicAsync($"{prefix}{topic}", 1);
        }

        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors, prefix: prefix);
        if (leaderHasChanged)
        {
            await KafkaTopics.Until(() => consumer.Status.Assignments == 1, "assigned", consumer);
            await broker.KillAsync();
            await broker.StartAsync();
        }

        Write(Before);
        await KafkaTopics.Until(() => Committed() == Before, "the old topic committed", consumer);
        await broker.RecreateTopicAsync($"{prefix}readings", 1);
        Write(records);

        // Its last processor has read it all, in order and once; one before it may have seen some of it.
        await KafkaTopics.Until(
            () => processors.Created[0] > 1 && OffsetsOf(processors.Created[0]).SequenceEqual(Enumerable.Range(0, records).Select(static i => (long)i)),
            "the new topic read",
            consumer);
        Assert.Equal(processors.Created[0] - 1, processors.Disposed[0]);
        await KafkaTopics.Until(() => Committed() == records, "the new topic committed", consumer);
        Assert.Contains(consumer.Log.Lines, line => line.StartsWith($"Warning: Topic {prefix}readings was deleted and made anew", StringComparison.Ordinal));
        Assert.True(await consumer.StopAsync());

        void Write(int count)
        {
            // A producer of its own, which doesn't know the topic as it was.
            using var topics = new KafkaTopics(broker.BootstrapServers);
            for (int i = 0; i < count; i++)
            {
                topics.Write($"{prefix}readings", 0, "pump", Reading(i));
            }

            topics.Flush();
        }

        long Committed()
        {
            using var topics = new KafkaTopics(broker.BootstrapServers);
            return topics.Committed($"{prefix}readings", 0, $"{prefix}group");
        }

        long[] OffsetsOf(int processor) => [.. processors.Events.Where(seen => seen.Processor == processor).Select(static seen => seen.Offset)];
    }
}
