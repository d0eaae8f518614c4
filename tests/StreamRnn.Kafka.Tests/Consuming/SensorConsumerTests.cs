using System.Text;
using Confluent.Kafka;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Embedded;

namespace StreamRnn.Kafka.Tests.Consuming;

public sealed class SensorConsumerTests : IDisposable
{
    private readonly EmbeddedBroker broker = new();
    private readonly KafkaTopics topics;

    public SensorConsumerTests()
    {
        broker.CreateTopic("readings", 2);
        broker.CreateTopic("alerts", 1);
        broker.CreateTopic("dead-letters", 1);
        topics = new KafkaTopics(broker.BootstrapServers);
    }

    public void Dispose()
    {
        topics.Dispose();
        broker.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_RecordsInTwoPartitions_AreProcessedInOrderAndCommitted(bool hidesHandle)
    {
        const int PerPartition = 500;
        for (int i = 0; i < PerPartition; i++)
        {
            topics.Write("readings", 0, "a", Reading(i));
            topics.Write("readings", 1, "b", Reading(-i));
        }

        topics.Flush();
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors, hidesHandle: hidesHandle);
        await KafkaTopics.Until(() => processors.Events.Count >= 2 * PerPartition, "all processed", consumer);

        Assert.True(await consumer.StopAsync());

        foreach (int partition in new[] { 0, 1 })
        {
            RecordingProcessors.Seen[] seen = [.. processors.Events.Where(e => e.Partition == partition)];
            Assert.Equal(Enumerable.Range(0, PerPartition).Select(static i => (long)i), seen.Select(static e => e.Offset));
            Assert.Equal(Enumerable.Range(0, PerPartition).Select(i => partition == 0 ? i : -(double)i), seen.Select(static e => e.Values[0]));
            Assert.All(seen, e => Assert.Equal(partition == 0 ? "a" : "b", e.Key));
            Assert.All(seen, static e => Assert.Equal(1769860800000, e.Time));
            Assert.Equal(PerPartition, topics.Committed("readings", partition));
            Assert.Equal(1, processors.Created[partition]);
            Assert.Equal(1, processors.Disposed[partition]);
        }

        Assert.Equal(2 * PerPartition, consumer.Status.Records);
        Assert.Equal(ConsumerState.Stopped, consumer.Status.State);
        Assert.Equal(hidesHandle, consumer.Log.Lines.Any(static line => line.Contains("does not show its client's handle", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_AlertAdded_IsWrittenAsACloudEventInBinaryMode()
    {
        topics.Write("readings", 0, "pümp", Reading(1));
        topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors);

        Message<byte[]?, byte[]?> alert = topics.Read("alerts", 1, 1)[0].Message;

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
        broker.SetTopicError("alerts", ErrorCode.TopicAuthorizationFailed);
        topics.Write("readings", 0, "pump", Reading(1));
        topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors);

        await KafkaTopics.Until(() => consumer.Status.ProduceErrors > 0, "alert refused", consumer);
        Assert.Equal(0, consumer.Status.AlertsWritten);
        Assert.Equal(0, consumer.Status.Commits);
        Assert.Equal(-1, topics.Committed("readings", 0));

        broker.SetTopicError("alerts", ErrorCode.NoError);
        await KafkaTopics.Until(() => consumer.Status.Commits > 0, "committed", consumer);
        Assert.Equal(1, consumer.Status.AlertsWritten);
        Assert.Equal(1, topics.Committed("readings", 0));
        Assert.True(await consumer.StopAsync());
        Assert.Single(topics.Read("alerts", 1, 1));
    }

    [Fact]
    public async Task Run_AlertAcknowledged_CommitsWithoutWaitingForTheInterval()
    {
        topics.Write("readings", 0, "pump", Reading(1));
        topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        // Longer than the test waits for anything.
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors, commitInterval: TimeSpan.FromMinutes(10));

        await KafkaTopics.Until(() => consumer.Status.Commits == 1, "committed", consumer);

        Assert.Equal(1, topics.Committed("readings", 0));
        Assert.NotNull(consumer.Status.LastCommit);
    }

    [Fact]
    public async Task Run_StoppedWithinTheCommitInterval_CommitsAllThatWasProcessed()
    {
        for (int i = 0; i < 100; i++)
        {
            topics.Write("readings", 0, "pump", Reading(i));
        }

        topics.Flush();
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors, commitInterval: TimeSpan.FromMinutes(10));
        await KafkaTopics.Until(() => !processors.Events.IsEmpty, "some processed", consumer);

        Assert.True(await consumer.StopAsync());

        Assert.Equal(processors.Events.Count, topics.Committed("readings", 0));
    }

    [Fact]
    public async Task Run_SecondConsumerJoins_NoRecordIsLostAndEachPartitionIsHandedOverInOrder()
    {
        var first = new RecordingProcessors();
        var second = new RecordingProcessors();
        // The embedded broker ends each round of a rebalance a second before the session would: a short one makes it brisk.
        var client = new Dictionary<string, string> { ["session.timeout.ms"] = "2000", ["heartbeat.interval.ms"] = "100" };
        using var one = new RunningConsumer(broker.BootstrapServers, first, client: client);
        const int Total = 2000;
        int written = 0;
        WriteUntil(Total / 2);
        await KafkaTopics.Until(() => first.Events.Count == Total / 2, "first half processed", one);

        // The embedded broker, unlike a real one, takes no commit while members join: one due then would cost the first its membership.
        await KafkaTopics.Until(() => topics.Committed("readings", 0) + topics.Committed("readings", 1) == Total / 2, "first half committed", one);

        using var two = new RunningConsumer(broker.BootstrapServers, second, client: client);
        await KafkaTopics.Until(() => two.Status.Assignments == 1 && one.Status.Revocations == 1, "one partition handed over", two);
        WriteUntil(Total);
        await KafkaTopics.Until(() => first.Events.Count + second.Events.Count >= Total, "second half processed", two);
        Assert.NotEmpty(second.Events);

        // The first leaves: its partition goes to the second.
        Assert.True(await one.StopAsync());
        await KafkaTopics.Until(() => two.Status.Assignments == 2, "the other partition handed over", two);
        for (int i = 0; i < 10; i++)
        {
            topics.Write("readings", i % 2, "pump", Reading(i));
        }

        topics.Flush();
        await KafkaTopics.Until(() => first.Events.Count + second.Events.Count >= Total + 10, "the last ones processed", two);
        Assert.True(await two.StopAsync());

        var seen = first.Events.Concat(second.Events).Select(static e => (e.Partition, e.Offset)).Order().ToList();
        Assert.Equal(Total + 10, seen.Distinct().Count());
        // All hand-overs were orderly, so at least once is exactly once here.
        Assert.Equal(Total + 10, seen.Count);

        void WriteUntil(int count)
        {
            for (; written < count; written++)
            {
                topics.Write("readings", written % 2, "pump", Reading(written));
            }

            topics.Flush();
        }
    }

    [Fact]
    public async Task Run_PartitionsHandedOverAtFullSpeed_NoRecordIsLostAndNoneOutOfOrder()
    {
        // As many as keep the first busy (a spin each) until well after the second has joined.
        const int PerPartition = 40_000;
        for (int i = 0; i < PerPartition; i++)
        {
            topics.Write("readings", 0, "pump", Reading(i));
            topics.Write("readings", 1, "pump", Reading(i));
        }

        topics.Flush();
        var client = new Dictionary<string, string> { ["session.timeout.ms"] = "2000", ["heartbeat.interval.ms"] = "100" };
        var first = new RecordingProcessors { Answer = SlowAnswer };
        var second = new RecordingProcessors { Answer = SlowAnswer };
        using var one = new RunningConsumer(broker.BootstrapServers, first, client: client);
        await KafkaTopics.Until(() => !first.Events.IsEmpty, "the first at work", one);
        using var two = new RunningConsumer(broker.BootstrapServers, second, client: client);
        await KafkaTopics.Until(() => two.Status.Assignments >= 1, "the second at work", two);
        int before = first.Events.Count + second.Events.Count;
        Assert.True(await two.StopAsync());
        await KafkaTopics.Until(
            () => one.Status.Partitions is [{ Position: PerPartition }, { Position: PerPartition }], "all processed", one);
        Assert.True(await one.StopAsync());

        Assert.True(before < 2 * PerPartition, "All was processed before the hand-over.");
        foreach (int partition in new[] { 0, 1 })
        {
            long[] here = [.. first.Events.Where(e => e.Partition == partition).Select(static e => e.Offset)];
            long[] there = [.. second.Events.Where(e => e.Partition == partition).Select(static e => e.Offset)];
            Assert.Equal(Enumerable.Range(0, PerPartition).Select(static i => (long)i), here.Concat(there).Distinct().Order());

            // The embedded broker refuses commits while members join, so some may come twice; a real one takes them, and its tests count.
            if (here.Length + there.Length == PerPartition)
            {
                Assert.Equal(here.Order(), here);
                Assert.Equal(there.Order(), there);
            }
        }

        static EventOutcome SlowAnswer(RecordingProcessors.Seen seen, IOutbox outbox)
        {
            long end = System.Diagnostics.Stopwatch.GetTimestamp() + (System.Diagnostics.Stopwatch.Frequency / 10_000);
            while (System.Diagnostics.Stopwatch.GetTimestamp() < end)
            {
            }

            return EventOutcome.Scored;
        }
    }

    [Fact]
    public async Task Run_TopicMadeLater_IsWaitedForAndThenRead()
    {
        using var bare = new EmbeddedBroker();
        bare.SetTopicError("readings", ErrorCode.UnknownTopicOrPart);
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(
            bare.BootstrapServers, processors, client: new Dictionary<string, string> { ["topic.metadata.refresh.interval.ms"] = "200" });
        await KafkaTopics.Until(() => consumer.Status.State == ConsumerState.TopicMissing, "topic missing", consumer);
        Assert.False(consumer.Status.IsReady);

        bare.SetTopicError("readings", ErrorCode.NoError);
        await KafkaTopics.Until(() => consumer.Status.IsReady, "assigned", consumer);

        Assert.True(await consumer.StopAsync());
        Assert.Contains(consumer.Log.Lines, static line => line.Contains("Topic readings does not exist", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ProcessorThrows_EndsWithItsErrorAndCommitsNothingOfTheRecord()
    {
        topics.Write("readings", 0, "pump", Reading(1));
        topics.Flush();
        var processors = new RecordingProcessors { Answer = static (_, _) => throw new InvalidDataException("weights are not finite") };
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => consumer.Done);

        Assert.Equal("weights are not finite", error.Message);
        Assert.Equal(ConsumerState.Failed, consumer.Status.State);
        Assert.Equal(-1, topics.Committed("readings", 0));
        Assert.Equal(1, processors.Disposed[0]);
    }

    [Fact]
    public async Task Run_ClusterGoesAwayAndComesBack_GoesOn()
    {
        var processors = new RecordingProcessors { Answer = EmitAlert };
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors);
        topics.Write("readings", 0, "pump", Reading(1));
        topics.Flush();
        await KafkaTopics.Until(() => consumer.Status.AlertsWritten == 1, "first alert", consumer);

        broker.SetDown();
        topics.Write("readings", 0, "pump", Reading(2));
        await KafkaTopics.Until(() => consumer.Status.ClientErrors > 0, "cluster away", consumer);
        broker.SetUp();
        topics.Flush();

        await KafkaTopics.Until(() => consumer.Status.AlertsWritten >= 2, "second alert", consumer);
        Assert.True(await consumer.StopAsync());
        Assert.Equal(2, topics.Committed("readings", 0));
    }

    [Fact]
    public async Task Run_StoppedWhileTheClusterIsAway_EndsAndSaysThatNotAllIsCommitted()
    {
        topics.Write("readings", 0, "pump", Reading(1));
        topics.Flush();
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(
            broker.BootstrapServers, processors, commitInterval: TimeSpan.FromMinutes(10), stopTimeout: TimeSpan.FromSeconds(2));
        await KafkaTopics.Until(() => processors.Events.Count == 1, "processed", consumer);

        broker.SetDown();

        Assert.False(await consumer.StopAsync());
        Assert.Equal(1, processors.Disposed[0]);
    }

    [Fact]
    public async Task Status_WhileRunning_TellsPositionCommitAndLagPerPartition()
    {
        for (int i = 0; i < 10; i++)
        {
            topics.Write("readings", 1, "pump", Reading(i));
        }

        topics.Flush();
        using var consumer = new RunningConsumer(broker.BootstrapServers, new RecordingProcessors());

        await KafkaTopics.Until(
            () => consumer.Status.Partitions is [_, { Position: 10, Committed: 10, HighWatermark: 10, Lag: 0 }], "status", consumer);

        Assert.Equal(2, consumer.Status.Assignments);
        Assert.True(consumer.Status.IsReady);
    }

    [Fact]
    public async Task Run_AlertsNotTaken_PausesTheInputUntilTheyAre()
    {
        // More than may be outstanding.
        const int Total = 12_000;
        broker.SetTopicError("alerts", ErrorCode.TopicAuthorizationFailed);
        for (int i = 0; i < Total; i++)
        {
            topics.Write("readings", 0, "pump", Reading(i));
        }

        topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors);
        await KafkaTopics.Until(() => consumer.Status.State == ConsumerState.Waiting, "paused", consumer);
        Assert.InRange(processors.Events.Count, 10_000, 10_000 + BatchHandler.Capacity - 1);
        Assert.False(consumer.Status.IsReady);

        broker.SetTopicError("alerts", ErrorCode.NoError);
        await KafkaTopics.Until(() => consumer.Status.AlertsWritten == Total, "all alerts written", consumer);

        Assert.True(consumer.Status.IsReady);
        Assert.True(await consumer.StopAsync());
        Assert.Equal(Total, processors.Events.Count);
        Assert.Equal(Total, topics.Committed("readings", 0));
    }

    [Fact]
    public async Task Run_AlertLargerThanTheClusterTakes_EndsWithAnErrorThatSaysWhatToRaise()
    {
        // Kafka's Produce request is API 0.
        topics.Write("readings", 0, "pump", Reading(1));
        topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        broker.FailNext(0, (int)ErrorCode.MsgSizeTooLarge);
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors);

        var error = await Assert.ThrowsAsync<KafkaFatalException>(() => consumer.Done);

        Assert.Contains("can't be written to alerts", error.Message, StringComparison.Ordinal);
        Assert.Contains("max.message.bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(ConsumerState.Failed, consumer.Status.State);
        Assert.Equal(-1, topics.Committed("readings", 0));
    }

    [Fact]
    public async Task Run_PartitionsLost_AreGivenUpWithoutACommitAndReadAgainFromTheLastOne()
    {
        // Kafka's Heartbeat request is API 12; an unknown member has lost what it had.
        const short Heartbeat = 12;
        topics.Write("readings", 0, "pump", Reading(1));
        topics.Flush();
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(
            broker.BootstrapServers,
            processors,
            commitInterval: TimeSpan.FromMinutes(10),
            client: new Dictionary<string, string> { ["session.timeout.ms"] = "2000", ["heartbeat.interval.ms"] = "100" });
        await KafkaTopics.Until(() => processors.Events.Count == 1, "processed", consumer);

        broker.FailNext(Heartbeat, (int)ErrorCode.UnknownMemberId);
        await KafkaTopics.Until(() => processors.Events.Count == 2, "processed again", consumer);

        Assert.Equal(2, consumer.Status.Losses);
        Assert.Equal(0, consumer.Status.Commits);
        Assert.Equal(1, processors.Disposed[0]);
        Assert.Equal(2, processors.Created[0]);
        Assert.True(await consumer.StopAsync());
        Assert.Equal(1, topics.Committed("readings", 0));
    }

    [Fact]
    public async Task Run_CommitRefused_IsTriedAgain()
    {
        // Kafka's OffsetCommit request is API 8.
        broker.FailNext(8, (int)ErrorCode.GroupAuthorizationFailed);
        topics.Write("readings", 0, "pump", Reading(1));
        topics.Flush();
        using var consumer = new RunningConsumer(broker.BootstrapServers, new RecordingProcessors());

        await KafkaTopics.Until(() => consumer.Status.Commits == 1, "committed", consumer);

        Assert.Equal(1, consumer.Status.CommitErrors);
        Assert.Equal(1, topics.Committed("readings", 0));
    }

    [Fact]
    public void Constructor_OptionOutOfRange_ThrowsWithTheOptionsOwnWords()
    {
        var error = Assert.Throws<ArgumentException>(() => new RunningConsumer("", new RecordingProcessors()));

        Assert.Equal("kafka.bootstrap-servers: is empty; it must be given", error.Message);
    }

    private static string Reading(double value) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"time":"2026-01-31T12:00:00Z","value":{{value}}}""");

    private static EventOutcome EmitAlert(RecordingProcessors.Seen seen, IOutbox outbox)
    {
        outbox.Add(RecordingProcessors.Alert(seen));
        return EventOutcome.Scored;
    }
}
