using System.Text;
using Confluent.Kafka;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Telemetry;
using static StreamRnn.Kafka.Tests.Consuming.TestReadings;

namespace StreamRnn.Kafka.Tests.Consuming;

[Collection(ConsumerCollection.Name)]
public sealed class AlertDeliveryTests : ConsumerTests
{
    [Fact]
    public async Task Run_AlertAdded_IsWrittenAsACloudEventInBinaryMode()
    {
        Topics.Write("readings", 0, "pümp", Reading(1));
        Topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        using var consumer = new RunningConsumer(BootstrapServers, processors);

        Message<byte[]?, byte[]?> alert = Topics.Read("alerts", 1, 1)[0].Message;

        Assert.Equal("pümp", Encoding.UTF8.GetString(alert.Key!));
        Assert.Equal("""{"offset":0}""", Encoding.UTF8.GetString(alert.Value!));
        (string, string?)[] expected =
        [
            ("ce_specversion", "1.0"), ("ce_id", "0-0"), ("ce_source", "/streamrnn/test"), ("ce_type", "streamrnn.incident.open"),
            ("ce_subject", "pümp"), ("ce_time", "2026-01-31T12:00:00.000Z"), ("ce_dataschema", "urn:streamrnn:alert:1"),
            ("content-type", "application/json"),
        ];
        Assert.Equal(expected, alert.Headers.Select(header => (header.Key, KafkaTopics.Header(alert, header.Key))));
        Assert.True(await consumer.StopAsync());
        Assert.Equal(1, consumer.Status.AlertsWritten);
    }

    [Fact]
    public async Task Run_AlertNotYetAcknowledged_OffsetsAreNotCommitted()
    {
        // Kafka's error for a topic that is not there: alerts are refused until it is lifted.
        Broker.SetTopicError("alerts", ErrorCode.TopicAuthorizationFailed);
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        using var consumer = new RunningConsumer(BootstrapServers, processors);

        await KafkaTopics.Until(() => consumer.Status.ProduceErrors > 0, "alert refused", consumer);
        Assert.Equal(0, consumer.Status.AlertsWritten);
        Assert.Equal(0, consumer.Status.Commits);
        Assert.Equal(-1, Topics.Committed("readings", 0));

        Broker.SetTopicError("alerts", ErrorCode.NoError);
        await KafkaTopics.Until(() => consumer.Status.Commits > 0, "committed", consumer);
        Assert.Equal(1, consumer.Status.AlertsWritten);
        Assert.Equal(1, Topics.Committed("readings", 0));
        Assert.True(await consumer.StopAsync());
        Assert.Single(Topics.Read("alerts", 1, 1));
    }

    [Fact]
    public async Task Run_AlertAcknowledged_CommitsWithoutWaitingForTheInterval()
    {
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        // Longer than the test waits for anything.
        using var consumer = new RunningConsumer(BootstrapServers, processors, commitInterval: TimeSpan.FromMinutes(10));

        await KafkaTopics.Until(() => consumer.Status.Commits == 1, "committed", consumer);

        Assert.Equal(1, Topics.Committed("readings", 0));
        Assert.NotNull(consumer.Status.LastCommit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Run_AlertsNotTaken_PausesTheInputUntilTheyAre(int laneThreads)
    {
        // More than may be outstanding, of which each thread may have a batch in hand.
        const int PerPartition = 8_000;
        Broker.SetTopicError("alerts", ErrorCode.TopicAuthorizationFailed);
        for (int i = 0; i < PerPartition; i++)
        {
            // Of a hundred streams: the alerts of one are written one after another.
            Topics.Write("readings", 0, $"pump-{i % 50}", Reading(i));
            Topics.Write("readings", 1, $"fan-{i % 50}", Reading(i));
        }

        Topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        using var consumer = new RunningConsumer(BootstrapServers, processors, laneThreads: laneThreads);
        await KafkaTopics.Until(() => consumer.Status.State == ConsumerState.Waiting, "paused", consumer);
        await KafkaTopics.Until(() => processors.Events.Count == consumer.Status.Records, "batches in hand handled", consumer);
        Assert.InRange(processors.Events.Count, 10_000, 10_000 + (laneThreads * BatchHandler.Capacity) - 1);
        Assert.False(consumer.Status.IsReady);

        Broker.SetTopicError("alerts", ErrorCode.NoError);
        await KafkaTopics.Until(() => consumer.Status.AlertsWritten == 2 * PerPartition, "all alerts written", consumer);

        await KafkaTopics.Until(() => consumer.Status.IsReady, "ready again", consumer);
        Assert.True(await consumer.StopAsync());
        Assert.Equal(2 * PerPartition, processors.Events.Count);
        Assert.Equal(PerPartition, Topics.Committed("readings", 0));
        Assert.Equal(PerPartition, Topics.Committed("readings", 1));
    }

    [Fact]
    public async Task Run_AlertsOfOneStreamNotTaken_PauseTheInputUntilTheyAre()
    {
        const int Total = 1_000;
        Broker.SetTopicError("alerts", ErrorCode.TopicAuthorizationFailed);
        for (int i = 0; i < Total; i++)
        {
            Topics.Write("readings", 0, "pump", Reading(i));
        }

        Topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        using var consumer = new RunningConsumer(BootstrapServers, processors, laneThreads: 1);
        await KafkaTopics.Until(
            () => consumer.Log.Lines.Any(static line => line.StartsWith("Information: Input is paused for moments", StringComparison.Ordinal)), "paused", consumer);
        await KafkaTopics.Until(() => processors.Events.Count == consumer.Status.Records, "the batch in hand handled", consumer);
        Assert.InRange(processors.Events.Count, StreamOrder.MaxFollowers + 1, StreamOrder.MaxFollowers + BatchHandler.Capacity);

        Broker.SetTopicError("alerts", ErrorCode.NoError);

        await KafkaTopics.Until(() => consumer.Status.AlertsWritten == Total, "all alerts written", consumer);
        await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);
        Assert.True(await consumer.StopAsync());
        Assert.Equal(
            Enumerable.Range(0, Total).Select(static i => $"0-{i}"),
            Topics.Read("alerts", 1, Total).Select(static alert => KafkaTopics.Header(alert.Message, "ce_id")));
    }

    [Fact]
    public async Task Run_AlertLargerThanTheClusterTakes_GoesToTheDeadLettersAndTheWorkerGoesOn()
    {
        // Kafka's Produce request is API 0.
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        Broker.FailNext(0, (int)ErrorCode.MsgSizeTooLarge);
        using var consumer = new RunningConsumer(BootstrapServers, processors);

        Message<byte[]?, byte[]?> letter = Topics.Read("dead-letters", 1, 1)[0].Message;

        Assert.Equal("""{"offset":0}""", Encoding.UTF8.GetString(letter.Value!));
        Assert.Equal("pump", Encoding.UTF8.GetString(letter.Key!));
        Assert.Equal(
            ("0-0", "alert_too_large", "alerts"),
            (KafkaTopics.Header(letter, "ce_id"), KafkaTopics.Header(letter, "reason"), KafkaTopics.Header(letter, "origin-topic")));
        await KafkaTopics.Until(() => Topics.Committed("readings", 0) == 1, "committed", consumer);
        Topics.Write("readings", 0, "pump", Reading(2));
        Topics.Flush();
        await KafkaTopics.Until(() => consumer.Status.AlertsWritten == 1, "the stream's next alert written", consumer);
        Assert.Equal(1, consumer.Status.AlertsTooLarge);
        Assert.Equal(
            "Error: Alert 0-0 is more than topic alerts takes, 12 bytes at its shortest: it goes to dead-letters as alert_too_large. "
            + "Raise the topic's max.message.bytes, or kafka.client.message.max.bytes",
            Assert.Single(consumer.Log.Lines, static line => line.StartsWith("Error", StringComparison.Ordinal)));
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_CommitRefused_IsTriedAgain()
    {
        // Kafka's OffsetCommit request is API 8.
        Broker.FailNext(8, (int)ErrorCode.GroupAuthorizationFailed);
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Flush();
        using var consumer = new RunningConsumer(BootstrapServers, new RecordingProcessors());

        await KafkaTopics.Until(() => consumer.Status.Commits == 1, "committed", consumer);

        Assert.Equal(1, consumer.Status.CommitErrors);
        Assert.Equal(1, Topics.Committed("readings", 0));
    }
}
