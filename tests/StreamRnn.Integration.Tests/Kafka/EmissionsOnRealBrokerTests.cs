using System.Globalization;
using Confluent.Kafka;
using StreamRnn.Core.Streams;
using StreamRnn.Integration.Tests.Brokers;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Tests.Consuming;

namespace StreamRnn.Integration.Tests.Kafka;

[Collection(BrokerCollection.Name)]
[Trait("Category", "Broker")]
public sealed class EmissionsOnRealBrokerTests(RealBroker broker)
{
    /// <summary>Room for a dozen of these tests' records, of which a burst has hundreds at once.</summary>
    private const int SmallTopic = 10_000;

    [Fact]
    public async Task Run_BurstOfSmallAlertsLargerThanTheTopicTakesAtOnce_WritesEachOnceAndInItsStreamsOrder()
    {
        const int Alerts = 2_000;
        const int Streams = 500;
        await StartAsync("burst-");
        using var topics = new KafkaTopics(broker.BootstrapServers);
        for (int i = 0; i < Alerts; i++)
        {
            topics.Write("burst-readings", 0, $"pump-{i % Streams}", Reading(i));
        }

        topics.Flush();
        var processors = new RecordingProcessors { Answer = TestReadings.EmitAlert };
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors, prefix: "burst-");

        await KafkaTopics.Until(() => consumer.Status.AlertsWritten == Alerts, "all alerts written", consumer);
        Assert.True(await consumer.StopAsync());

        Assert.True(consumer.Status.ProduceErrors > 0, "The topic took the burst at once.");
        Assert.Equal(Alerts, topics.Committed("burst-readings", 0, "burst-group"));
        var written = topics.Read("burst-alerts", 1, Alerts)
            .Select(static alert => int.Parse(KafkaTopics.Header(alert.Message, "ce_id")![2..], CultureInfo.InvariantCulture)).ToList();
        for (int stream = 0; stream < Streams; stream++)
        {
            Assert.Equal(Enumerable.Range(0, Alerts).Where(i => i % Streams == stream), written.Where(i => i % Streams == stream));
        }
    }

    [Fact]
    public async Task Run_BurstOfSmallDeadLettersLargerThanTheTopicTakesAtOnce_WritesEachWhole()
    {
        const int Letters = 2_000;
        await StartAsync("small-letters-");
        using var topics = new KafkaTopics(broker.BootstrapServers);
        string value = new('x', 400);
        for (int i = 0; i < Letters; i++)
        {
            topics.Write("small-letters-readings", 0, "pump", value);
        }

        topics.Flush();
        using var consumer = new RunningConsumer(
            broker.BootstrapServers, new RecordingProcessors(), deadLetters: new DeadLetterOptions { MaxRate = 0 }, prefix: "small-letters-");

        await KafkaTopics.Until(() => consumer.Status.DeadLettersWritten == Letters, "all dead letters written", consumer);
        Assert.True(await consumer.StopAsync());

        Assert.True(consumer.Status.ProduceErrors > 0, "The topic took the burst at once.");
        Assert.Equal(0, consumer.Status.DeadLettersTruncated);
        Assert.Equal(0, consumer.Status.DeadLettersSuppressed);
        Assert.All(topics.Read("small-letters-dead-letters", 1, Letters), letter => Assert.Equal(value.Length, letter.Message.Value!.Length));
    }

    [Fact]
    public async Task Run_AlertLargerThanItsTopicTakes_IsShortenedOrDeadLetteredAndTheNextIsWritten()
    {
        await StartAsync("large-alert-");
        using var topics = new KafkaTopics(broker.BootstrapServers);
        for (int i = 0; i < 3; i++)
        {
            topics.Write("large-alert-readings", 0, "pump", Reading(i));
        }

        topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors, prefix: "large-alert-");

        List<ConsumeResult<byte[]?, byte[]?>> alerts = topics.Read("large-alert-alerts", 1, 2);
        Message<byte[]?, byte[]?> letter = topics.Read("large-alert-dead-letters", 1, 1)[0].Message;
        Assert.True(await consumer.StopAsync());

        Assert.Equal(["0-0", "0-2"], alerts.Select(static alert => KafkaTopics.Header(alert.Message, "ce_id")));
        Assert.Equal([SmallTopic / 2, SmallTopic / 4], alerts.Select(static alert => alert.Message.Value!.Length));
        Assert.Equal(("0-1", "alert_too_large"), (KafkaTopics.Header(letter, "ce_id"), KafkaTopics.Header(letter, "reason")));
        Assert.Equal((1, 1), (consumer.Status.AlertsShortened, consumer.Status.AlertsTooLarge));
        Assert.Equal(3, topics.Committed("large-alert-readings", 0, "large-alert-group"));

        // One that has a shorter form, one that has none, and one that is small.
        static EventOutcome EmitAlert(RecordingProcessors.Seen seen, IOutbox outbox)
        {
            CloudEvent small = RecordingProcessors.Alert(seen) with { Data = new byte[SmallTopic / 4] };
            CloudEvent large = small with { Data = new byte[2 * SmallTopic] };
            outbox.Add(seen.Offset switch
            {
                0 => large with { Shorter = () => small with { Data = new byte[SmallTopic / 2] } },
                1 => large,
                _ => small,
            });
            return EventOutcome.Scored;
        }
    }

    private static string Reading(int value) => $$"""{"time":"2026-01-31T12:00:00Z","value":{{value}}}""";

    private async Task StartAsync(string prefix)
    {
        await broker.StartAsync();
        await broker.CreateTopicAsync($"{prefix}readings", 1);
        await broker.CreateTopicAsync($"{prefix}alerts", 1, SmallTopic);
        await broker.CreateTopicAsync($"{prefix}dead-letters", 1, SmallTopic);
    }
}
