using System.Globalization;
using System.Text;
using Confluent.Kafka;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Tests.Consuming;

namespace StreamRnn.Kafka.Tests.Snapshots;

/// <summary>Streams go on where they were, after a restart and after a hand-over, and nobody hears of it.</summary>
[Collection(ConsumerCollection.Name)]
public sealed class SnapshotTests : ConsumerTests
{
    private const string Saved = "Debug: Snapshot of readings[0] at offset ";

    private static readonly SnapshotOptions Often = new() { Topic = "snapshots", Interval = TimeSpan.FromMilliseconds(100) };

    /// <summary>So seldom that there is none but the first.</summary>
    private static readonly SnapshotOptions Once = Often with { Interval = TimeSpan.FromHours(1) };

    public SnapshotTests() => Broker.CreateTopic("snapshots", 2);

    [Fact]
    public async Task Run_Restarted_GoesOnWithTheStreamsAndAlertsOfARunThatWasNot()
    {
        (string[] expected, string expectedHash) = await UndisturbedAsync(1_500);
        Write("readings", 0, 500);
        var first = new LaneProcessors();
        using (var consumer = Start(first, Often))
        {
            await SavedAsync(consumer, 0, 500);
            Assert.True(await consumer.StopAsync());
        }

        // What comes after the snapshot that is gone on from was emitted before, and is replayed.
        using (var consumer = Start(new LaneProcessors(), Often with { Interval = TimeSpan.FromDays(1) }))
        {
            await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);
            Write("readings", 500, 1_000);
            await KafkaTopics.Until(() => Topics.Committed("readings", 0) == 1_000, "committed", consumer);
            Assert.True(await consumer.StopAsync());
        }

        var last = new LaneProcessors();
        using (var consumer = Start(last, Often))
        {
            await KafkaTopics.Until(() => consumer.Status.Replayed == 500, "replayed", consumer);
            await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);
            Write("readings", 1_000, 1_500);
            await KafkaTopics.Until(() => Topics.Committed("readings", 0) == 1_500, "committed", consumer);
            Assert.True(await consumer.StopAsync());
            Assert.Contains(consumer.Log.Lines, static line => line.StartsWith("Information: Partition readings[0] has its streams back as they were at offset 500: 5 of them,", StringComparison.Ordinal));
            Assert.Contains("Information: Partition readings[0] replays 500 records up to offset 1000, whose alerts were written before", consumer.Log.Lines);
            Assert.Equal(500, consumer.Status.Records);
        }

        Assert.Equal(expectedHash, last.Hashes[0]);
        Assert.Equal(Enumerable.Range(500, 500).Select(static offset => (0, (long)offset)), last.Replayed);
        Assert.Equal(Enumerable.Range(1_000, 500).Select(static offset => (0, (long)offset)), last.Processed);
        Assert.Equal(expected, Alerts("alerts", expected.Length));
    }

    [Fact]
    public async Task Run_SnapshotDamaged_GoesOnFromTheOneBefore()
    {
        (_, string expectedHash) = await UndisturbedAsync(1_000);
        long before = await SaveTwiceAsync();

        // As if compaction had left another chunk there than the one that the manifest means.
        SpoilManifest(static manifest =>
        {
            SnapshotManifest whole = SnapshotManifest.Decode(manifest);
            return (whole with { Head = whole.Head.SetItem(0, whole.Head[0] with { Checksum = whole.Head[0].Checksum ^ 1 }) }).Encode();
        });

        var next = new LaneProcessors();
        using var consumer = Start(next, Once);
        await KafkaTopics.Until(() => consumer.Status.Replayed == 1_000 - before, "replayed from the snapshot before", consumer);
        Assert.True(await consumer.StopAsync());

        Assert.Contains(consumer.Log.Lines, static line =>
            line == "Warning: A snapshot of readings[0] at offset 1000 is not gone on from: head 0 is damaged: its checksum does not hold");
        Assert.Equal(1, consumer.Status.SnapshotsRefused);
        Assert.Equal(expectedHash, next.Hashes[0]);
    }

    [Fact]
    public async Task Run_ManifestDamaged_GoesOnFromTheOneBefore()
    {
        long before = await SaveTwiceAsync();
        SpoilManifest(static manifest =>
        {
            manifest[9] ^= 1;
            return manifest;
        });

        using var consumer = Start(new LaneProcessors(), Once);
        await KafkaTopics.Until(() => consumer.Status.Replayed == 1_000 - before, "replayed from the snapshot before", consumer);

        Assert.Contains("Warning: A snapshot of readings[0] is not gone on from: the manifest is damaged: its checksum does not hold", consumer.Log.Lines);
        Assert.True(await consumer.StopAsync());
    }

    /// <summary>As where the group was set back: what was saved since is at an earlier offset.</summary>
    [Fact]
    public async Task Run_ManifestWrittenLastIsOfAnEarlierOffset_GoesOnFromThat()
    {
        long before = await SaveTwiceAsync();
        ConsumeResult<byte[]?, byte[]?> earlier = Topics.Read("snapshots", 2, (int)Count("snapshots"))
            .Last(record => Encoding.UTF8.GetString(record.Message.Key!).Contains("/manifest/", StringComparison.Ordinal) && SnapshotManifest.Decode(record.Message.Value!).Position == before);
        Topics.Write("snapshots", earlier.Partition.Value, earlier.Message.Key, earlier.Message.Value);
        Topics.Flush();

        using var consumer = Start(new LaneProcessors(), Once);
        await KafkaTopics.Until(() => consumer.Status.Replayed == 1_000 - before, "replayed from there", consumer);

        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_AnotherModel_EndsAndSaysWhatDiffersOrBeginsAfresh()
    {
        await SaveTwiceAsync();
        var wider = new LaneProcessors(LaneProcessors.Options with { HiddenUnits = 16 });
        using (var refused = Start(wider, Once))
        {
            KafkaFatalException failure = await Assert.ThrowsAsync<KafkaFatalException>(refused.EndAsync);
            Assert.StartsWith("snapshots.on-change: the streams of readings[0] were saved with another configuration: HiddenUnits is 8 in the snapshot and 16 now", failure.Message, StringComparison.Ordinal);
        }

        using var consumer = Start(wider, Often with { OnChange = ModelChange.Restart });
        await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);
        Assert.Contains("Information: Partition readings[0] has no snapshot to go on from: its streams begin afresh", consumer.Log.Lines);
        Write("readings", 1_000, 1_500);
        await SavedAsync(consumer, 0, 1_500);
        Assert.True(await consumer.StopAsync());

        using var next = Start(wider, Once);
        await KafkaTopics.Until(() => next.Status.IsReady, "ready", next);
        Assert.Contains(next.Log.Lines, static line => line.Contains("has its streams back as they were at offset 1500", StringComparison.Ordinal));
        Assert.True(await next.StopAsync());
    }

    [Fact]
    public async Task Run_AnotherPolicy_GoesOnAndSaysWhatDiffers()
    {
        await SaveTwiceAsync();

        using var consumer = Start(new LaneProcessors(LaneProcessors.Options with { SilenceRepeatMilliseconds = 60_000 }), Once);
        await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);

        Assert.Contains(consumer.Log.Lines, static line => line.StartsWith("Information: Partition readings[0] goes on from offset ", StringComparison.Ordinal)
            && line.EndsWith(" under other windows, which hold from there on: SilenceRepeatMilliseconds is 1800000 in the snapshot and 60000 now", StringComparison.Ordinal));
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_CommitIsHeldUp_SnapshotWaitsForItWithItsManifest()
    {
        using ManualResetEventSlim mayCommit = new();
        Write("readings", 0, 100);
        using RunningConsumer consumer = StartCommitting(mayCommit);
        await KafkaTopics.Until(() => Keys().Contains("group/readings/rows/0/0"), "chunks", consumer);

        // The lane has gone on for long enough to write a manifest as well.
        for (int i = 1; i <= 5; i++)
        {
            Write("readings", i * 100, (i + 1) * 100);
            await KafkaTopics.Until(() => consumer.Status.Records == (i + 1) * 100, "read", consumer);
        }

        Assert.DoesNotContain(Keys(), static key => key.Contains("manifest", StringComparison.Ordinal));
        Assert.Equal(0, consumer.Status.Snapshots);
        mayCommit.Set();
        await KafkaTopics.Until(() => consumer.Status.Snapshots > 0, "a snapshot", consumer);
        Assert.Contains("group/readings/manifest/0", Keys());
        Assert.True(await consumer.StopAsync());
    }

    /// <summary>Its old commit is beyond the new log's offsets, and says nothing of them.</summary>
    [Fact]
    public async Task Run_LogMadeAnewUnderWay_SnapshotWaitsForACommitOfItsOwn()
    {
        using ManualResetEventSlim mayCommit = new(initialState: true);
        Write("readings", 0, 1_000);
        using RunningConsumer consumer = StartCommitting(mayCommit);
        await SavedAsync(consumer, 0, 1_000);
        await KafkaTopics.Until(() => consumer.Status.Partitions.Any(static partition => partition.Committed == 1_000), "committed", consumer);

        int early = Manifests().Count(static manifest => manifest.Position <= 500);
        mayCommit.Reset();
        Broker.DeleteTopic("readings");
        Broker.CreateTopic("readings", 2);
        for (int i = 0; i < 5; i++)
        {
            Write("readings", i * 100, (i + 1) * 100);
            await KafkaTopics.Until(() => consumer.Status.Records == 1_000 + ((i + 1) * 100), "read", consumer);
        }

        Assert.Equal(early, Manifests().Count(static manifest => manifest.Position <= 500));
        mayCommit.Set();
        await SavedAsync(consumer, 0, 500);
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_TopicMadeAnewMeanwhile_BeginsAfresh()
    {
        await SaveTwiceAsync();

        using var consumer = Start(new LaneProcessors(), Once, "another id");
        await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);

        Assert.Contains("Warning: A snapshot of readings[0] at offset 1000 is not gone on from: topic id is id in the snapshot and another id now", consumer.Log.Lines);
        Assert.Contains("Information: Partition readings[0] has no snapshot to go on from: its streams begin afresh", consumer.Log.Lines);
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_PartitionHandedOver_GoesOnInTheOtherWorkerWithItsStreams()
    {
        Write("readings", 0, 600, partition: 0);
        Write("readings", 0, 600, partition: 1);
        var one = new LaneProcessors();
        var two = new LaneProcessors();
        using var first = Start(one, Often);
        await SavedAsync(first, 0, 600);
        await SavedAsync(first, 1, 600);
        using var second = Start(two, Often);
        await KafkaTopics.Until(() => second.Status.Partitions.Count == 1 && second.Status.IsReady, "one partition each", second);
        Write("readings", 600, 1_000, partition: 0);
        Write("readings", 600, 1_000, partition: 1);
        await KafkaTopics.Until(() => Topics.Committed("readings", 0) == 1_000 && Topics.Committed("readings", 1) == 1_000, "committed", second);
        Assert.True(await second.StopAsync());
        Assert.True(await first.StopAsync());

        int moved = Assert.Single(two.Hashes.Keys);
        Assert.Equal(two.Hashes[moved], one.Hashes[1 - moved]);
        Assert.All(two.Processed, processed => Assert.InRange(processed.Offset, 600, 999));
    }

    [Fact]
    public async Task Run_SnapshotTopicMissing_IsNotReadyAndSaysHowToMakeIt()
    {
        Broker.DeleteTopic("snapshots");
        using var consumer = Start(new LaneProcessors(), Often);

        await KafkaTopics.Until(() => consumer.Status.Cluster is { Faults.Count: > 0 }, "a fault", consumer);

        Assert.Contains(
            "--create --topic snapshots --partitions 2 --config cleanup.policy=compact --config segment.bytes=67108864",
            consumer.Status.Cluster!.Faults.Single().Remedy,
            StringComparison.Ordinal);
        Assert.False(consumer.Status.IsReady);
        await consumer.StopAsync();
    }

    private RunningConsumer Start(LaneProcessors processors, SnapshotOptions snapshots, string topicId = "id") => new(
        BootstrapServers, processors, client: RunningConsumer.Brisk, session: settings => settings with { Queries = _ => new GivenTopicId(topicId) }, snapshots: snapshots);

    /// <summary>What a run over so many records says, and the state that it ends in, without snapshots.</summary>
    private async Task<(string[] Alerts, string Hash)> UndisturbedAsync(int records)
    {
        Broker.CreateTopic("twin-readings", 2);
        Broker.CreateTopic("twin-alerts", 1);
        Broker.CreateTopic("twin-dead-letters", 1);
        Write("twin-readings", 0, records);
        var processors = new LaneProcessors();
        using var consumer = new RunningConsumer(BootstrapServers, processors, prefix: "twin-");
        await KafkaTopics.Until(() => Topics.Committed("twin-readings", 0, "twin-group") == records, "committed", consumer);
        Assert.True(await consumer.StopAsync());
        return (Alerts("twin-alerts", Enumerable.Range(0, records).Count(static i => Value(i) == LaneProcessors.Alarming)), processors.Hashes[0]);
    }

    /// <summary>Leaves a snapshot at offset 1,000, and a group that has committed that. Returns the offset of the snapshot before.</summary>
    private async Task<long> SaveTwiceAsync()
    {
        List<long> saved = [];
        foreach (int end in (int[])[500, 1_000])
        {
            using var consumer = Start(new LaneProcessors(), Often);
            await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);
            Write("readings", end - 500, end);
            await SavedAsync(consumer, 0, end);
            Assert.True(await consumer.StopAsync());
            saved.AddRange(consumer.Log.Lines.Where(static line => line.StartsWith(Saved, StringComparison.Ordinal)).Select(static line => long.Parse(line[Saved.Length..].Split(':')[0], CultureInfo.InvariantCulture)));
        }

        return saved[^2];
    }

    private static Task SavedAsync(RunningConsumer consumer, int partition, int position) => KafkaTopics.Until(
        () => consumer.Log.Lines.Any(line => line.StartsWith($"Debug: Snapshot of readings[{partition}] at offset {position}:", StringComparison.Ordinal)), $"a snapshot at {position}", consumer);

    private void Write(string topic, int from, int to, int partition = 0)
    {
        for (int i = from; i < to; i++)
        {
            Topics.Write(topic, partition, $"pump-{i % 5}", string.Create(CultureInfo.InvariantCulture, $$"""{"time":{{1_769_860_800 + (i * 60)}},"value":{{Value(i)}}}"""));
        }

        Topics.Flush();
    }

    private static double Value(int i) => i % 37 == 0 ? LaneProcessors.Alarming : 10 + (i * 7 % 11 * 0.1);

    private string[] Alerts(string topic, int count) =>
        [.. Topics.Read(topic, 1, count).Select(static alert => $"{KafkaTopics.Header(alert.Message, "ce_id")} {Encoding.UTF8.GetString(alert.Message.Value!)}")];

    /// <summary>Writes the newest manifest once more, with something wrong in it.</summary>
    private void SpoilManifest(Func<byte[], byte[]> change)
    {
        ConsumeResult<byte[]?, byte[]?> record = Topics.Read("snapshots", 2, (int)Count("snapshots"))
            .Last(static record => Encoding.UTF8.GetString(record.Message.Key!).StartsWith("group/readings/manifest/", StringComparison.Ordinal));
        Topics.Write("snapshots", record.Partition.Value, record.Message.Key, change([.. record.Message.Value!]));
        Topics.Flush();
    }

    /// <summary>A consumer that commits while it may.</summary>
    private RunningConsumer StartCommitting(ManualResetEventSlim mayCommit) => new(
        BootstrapServers,
        new LaneProcessors(),
        client: RunningConsumer.Brisk,
        session: settings => settings with
        {
            Queries = static _ => new GivenTopicId("id"),
            Commit = (client, offsets) =>
            {
                Assert.True(mayCommit.Wait(KafkaTopics.Patience), "Nobody let it commit.");
                client.Commit(offsets);
            },
        },
        snapshots: Often);

    private SnapshotManifest[] Manifests() =>
    [
        .. Topics.Read("snapshots", 2, (int)Count("snapshots"))
            .Where(static record => Encoding.UTF8.GetString(record.Message.Key!).Contains("/manifest/", StringComparison.Ordinal))
            .Select(static record => SnapshotManifest.Decode(record.Message.Value!)),
    ];

    private string[] Keys() => [.. Topics.Read("snapshots", 2, (int)Count("snapshots")).Select(static record => Encoding.UTF8.GetString(record.Message.Key!))];

    private long Count(string topic)
    {
        using IConsumer<byte[], byte[]> reader = Reader();
        return Enumerable.Range(0, 2).Sum(partition => reader.QueryWatermarkOffsets(new TopicPartition(topic, partition), KafkaTopics.Patience).High.Value);
    }

    private IConsumer<byte[], byte[]> Reader() => new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
    {
        BootstrapServers = BootstrapServers,
        GroupId = "group",
        EnableAutoCommit = false,
    }).SetLogHandler(static (_, _) => { }).Build();
}
