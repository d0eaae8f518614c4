using System.Text;
using Confluent.Kafka;
using StreamRnn.Core.Streams;
using StreamRnn.Integration.Tests.Brokers;
using StreamRnn.Kafka;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Kafka.Tests.Consuming;

namespace StreamRnn.Integration.Tests.Kafka;

[Collection(BrokerCollection.Name)]
[Trait("Category", "Broker")]
public sealed class SensorConsumerOnRealBrokerTests(RealBroker broker)
{
    private const int TenMegabytes = 10_000_000;

    /// <summary>Room for the 10 MB value with its key and headers.</summary>
    private const int LargeRecord = 12_000_000;

    [Fact]
    public async Task Run_BrokerKilledAndRestarted_ProcessesEveryRecordAndCommitsToTheEnd()
    {
        const int Events = 10_000;
        const int Partitions = 4;
        const int AlertEvery = 10;
        await StartAsync("killed-", Partitions);
        using var topics = new KafkaTopics(broker.BootstrapServers);
        var processors = new RecordingProcessors { Answer = EmitAlert };
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors, prefix: "killed-");
        Write(0, Events / 2);
        topics.Flush();
        await KafkaTopics.Until(() => processors.Events.Count > Events / 4, "a quarter processed", consumer);

        await broker.KillAsync();
        Write(Events / 2, Events);
        await KafkaTopics.Until(() => consumer.Status.ClientErrors > 0, "broker gone", consumer);
        await broker.StartAsync();
        topics.Flush();
        await KafkaTopics.Until(
            () => processors.Events.Select(static e => (e.Partition, e.Offset)).Distinct().Count() == Events, "all processed", consumer);

        Assert.True(await consumer.StopAsync());
        for (int partition = 0; partition < Partitions; partition++)
        {
            Assert.Equal(Events / Partitions, topics.Committed("killed-readings", partition, "killed-group"));
        }

        // At least once: each alert is there, some may be there twice.
        List<string?> expected = [.. Enumerable.Range(0, Partitions).SelectMany(static partition =>
            Enumerable.Range(0, Events / Partitions).Where(static offset => offset % AlertEvery == 0).Select(offset => $"{partition}-{offset}"))];
        List<string?> alerts = [.. topics.Read("killed-alerts", 1, (int)consumer.Status.AlertsWritten)
            .Select(static alert => KafkaTopics.Header(alert.Message, "ce_id"))];
        Assert.Equal(expected.Order(StringComparer.Ordinal), alerts.Distinct().Order(StringComparer.Ordinal));

        void Write(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                topics.Write("killed-readings", i % Partitions, $"pump-{i % 100}", Reading(i));
            }
        }

        static EventOutcome EmitAlert(RecordingProcessors.Seen seen, IOutbox outbox)
        {
            if (seen.Offset % AlertEvery == 0)
            {
                outbox.Add(RecordingProcessors.Alert(seen));
            }

            return EventOutcome.Scored;
        }
    }

    [Theory]
    [InlineData("shared-", 1)]
    [InlineData("shared-threads-", 3)]
    public async Task Run_SecondConsumerJoinsAndLeavesUnderLoad_LosesNoRecord(string prefix, int laneThreads)
    {
        const int Events = 20_000;
        const int Partitions = 4;
        await StartAsync(prefix, Partitions);
        using var topics = new KafkaTopics(broker.BootstrapServers);
        var first = new RecordingProcessors();
        var second = new RecordingProcessors();
        using var one = new RunningConsumer(broker.BootstrapServers, first, prefix: prefix, laneThreads: laneThreads);
        using var two = new RunningConsumer(broker.BootstrapServers, second, prefix: prefix, laneThreads: laneThreads);

        // Whoever comes first would else be through with all of it before the other has its share.
        await KafkaTopics.Until(() => one.Status.Partitions.Count == Partitions / 2 && two.Status.Partitions.Count == Partitions / 2, "both with a share", two);
        for (int i = 0; i < Events; i++)
        {
            topics.Write($"{prefix}readings", i % Partitions, $"pump-{i % 100}", Reading(i));
            if (i == Events / 2)
            {
                await KafkaTopics.Until(() => !first.Events.IsEmpty && !second.Events.IsEmpty, "both at work", two);
                Assert.True(await one.StopAsync());
            }
        }

        topics.Flush();
        await KafkaTopics.Until(
            () => first.Events.Concat(second.Events).Select(static e => (e.Partition, e.Offset)).Distinct().Count() == Events, "all processed", two);

        Assert.True(await two.StopAsync());
        Assert.NotEmpty(first.Events);
        Assert.Equal(Events, first.Events.Count + second.Events.Count);
        Assert.All(Enumerable.Range(0, Partitions), partition =>
            Assert.Equal(Events / Partitions, topics.Committed($"{prefix}readings", partition, $"{prefix}group")));
    }

    [Fact]
    public async Task Run_PartitionsHandedOverAtFullSpeedBetweenSeveralThreads_EveryRecordIsProcessedOnceAndInOrder()
    {
        // As many as keep the first busy, a spin each, while the second joins, works and leaves; on a real broker nothing comes twice.
        const int PerPartition = 30_000;
        const int Partitions = 6;
        const string Prefix = "full-speed-";
        await StartAsync(Prefix, Partitions);
        using var topics = new KafkaTopics(broker.BootstrapServers);
        for (int i = 0; i < PerPartition * Partitions; i++)
        {
            topics.Write($"{Prefix}readings", i % Partitions, "pump", Reading(i));
            if (i % 50_000 == 0)
            {
                // Within what the client's queue takes.
                topics.Flush();
            }
        }

        topics.Flush();
        var first = new RecordingProcessors { Answer = TestReadings.SlowAnswer };
        var second = new RecordingProcessors { Answer = TestReadings.SlowAnswer };
        using var one = new RunningConsumer(broker.BootstrapServers, first, prefix: Prefix, laneThreads: 3);
        await KafkaTopics.Until(() => first.Events.Count > Partitions, "the first at work", one);
        using var two = new RunningConsumer(broker.BootstrapServers, second, prefix: Prefix, laneThreads: 2);
        await KafkaTopics.Until(() => !second.Events.IsEmpty, "the second at work", two);
        int before = first.Events.Count + second.Events.Count;
        Assert.True(await two.StopAsync());
        await KafkaTopics.Until(
            () => one.Status.Partitions.Count == Partitions && one.Status.Partitions.All(static p => p.Position == PerPartition), "all processed", one);
        Assert.True(await one.StopAsync());

        Assert.True(before < Partitions * PerPartition, "All was processed before the hand-over.");
        for (int partition = 0; partition < Partitions; partition++)
        {
            long[] here = [.. first.Events.Where(e => e.Partition == partition).Select(static e => e.Offset)];
            long[] there = [.. second.Events.Where(e => e.Partition == partition).Select(static e => e.Offset)];
            Assert.Equal(here.Order(), here);
            Assert.Equal(there.Order(), there);
            Assert.Equal(Enumerable.Range(0, PerPartition).Select(static i => (long)i), here.Concat(there).Order());
            Assert.Equal(PerPartition, topics.Committed($"{Prefix}readings", partition, $"{Prefix}group"));
        }
    }

    [Theory]
    [InlineData("whole-", LargeRecord, LargeRecord)]
    [InlineData("cut-", LargeRecord, 0)]
    [InlineData("refused-", 0, LargeRecord)]
    public async Task Run_TenMegabyteValue_IsDeadLetteredAsFarAsTheClusterTakesItAndTheLaneGoesOn(
        string prefix, int topicTakes, int producerSends)
    {
        await broker.StartAsync();
        await broker.CreateTopicAsync($"{prefix}readings", 1, LargeRecord);
        await broker.CreateTopicAsync($"{prefix}dead-letters", 1, topicTakes);
        using var topics = new KafkaTopics(broker.BootstrapServers, LargeRecord);
        byte[] value = new byte[TenMegabytes];
        Array.Fill(value, (byte)'7');
        topics.Write($"{prefix}readings", 0, "pump"u8.ToArray(), value);
        topics.Write($"{prefix}readings", 0, "pump", Reading(1));
        topics.Flush();
        var client = new Dictionary<string, string>();
        if (producerSends > 0)
        {
            client["message.max.bytes"] = $"{producerSends}";
        }

        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(broker.BootstrapServers, processors, client: client, prefix: prefix);

        Message<byte[]?, byte[]?> letter = topics.Read($"{prefix}dead-letters", 1, 1)[0].Message;
        await KafkaTopics.Until(() => processors.Events.Count == 1, "the next record processed", consumer);

        Assert.True(await consumer.StopAsync());
        Assert.Equal(2, topics.Committed($"{prefix}readings", 0, $"{prefix}group"));
        Assert.Equal("value_too_large", KafkaTopics.Header(letter, "reason"));
        Assert.Equal(value[..letter.Value!.Length], letter.Value);
        if (topicTakes > 0 && producerSends > 0)
        {
            Assert.Equal(TenMegabytes, letter.Value.Length);
            Assert.Null(KafkaTopics.Header(letter, "original-size"));
        }
        else
        {
            // Halved until it fits, it is more than a quarter of what the cluster takes.
            Assert.InRange(letter.Value.Length, 1 << 18, 1 << 20);
            Assert.Equal($"{TenMegabytes}", KafkaTopics.Header(letter, "original-size"));
        }
    }

    [Fact]
    public async Task Run_TopicMadeLater_IsWaitedForAndThenRead()
    {
        await broker.StartAsync();
        await broker.CreateTopicAsync("later-alerts", 1);
        await broker.CreateTopicAsync("later-dead-letters", 1);
        using var topics = new KafkaTopics(broker.BootstrapServers);
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(
            broker.BootstrapServers,
            processors,
            prefix: "later-",
            client: new Dictionary<string, string> { ["topic.metadata.refresh.interval.ms"] = "500" });
        await KafkaTopics.Until(() => consumer.Status.State == ConsumerState.TopicMissing, "topic missing", consumer);

        await broker.CreateTopicAsync("later-readings", 1);
        topics.Write("later-readings", 0, "pump", Reading(1));
        topics.Flush();

        await KafkaTopics.Until(() => processors.Events.Count == 1, "processed", consumer);
        await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);
        Assert.True(await consumer.StopAsync());
    }

    private static string Reading(int value) => $$"""{"time":"2026-01-31T12:00:00Z","value":{{value}}}""";

    private async Task StartAsync(string prefix, int partitions)
    {
        await broker.StartAsync();
        await broker.CreateTopicAsync($"{prefix}readings", partitions);
        await broker.CreateTopicAsync($"{prefix}alerts", 1);
        await broker.CreateTopicAsync($"{prefix}dead-letters", 1);
    }
}
