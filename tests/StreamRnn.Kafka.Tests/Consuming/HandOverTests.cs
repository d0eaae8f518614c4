using Confluent.Kafka;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Telemetry;
using static StreamRnn.Kafka.Tests.Consuming.TestReadings;

namespace StreamRnn.Kafka.Tests.Consuming;

[Collection(ConsumerCollection.Name)]
public sealed class HandOverTests : ConsumerTests
{
    [Fact]
    public async Task Run_SecondConsumerJoins_NoRecordIsLostAndEachPartitionIsHandedOverInOrder()
    {
        var first = new RecordingProcessors();
        var second = new RecordingProcessors();
        using var one = new RunningConsumer(BootstrapServers, first, client: RunningConsumer.Brisk);
        const int Total = 2000;
        int written = 0;
        WriteUntil(Total / 2);
        await KafkaTopics.Until(() => first.Events.Count == Total / 2, "first half processed", one);

        // The embedded broker, unlike a real one, takes no commit while members join: one due then would cost the first its membership.
        await KafkaTopics.Until(() => Topics.Committed("readings", 0) + Topics.Committed("readings", 1) == Total / 2, "first half committed", one);

        using var two = new RunningConsumer(BootstrapServers, second, client: RunningConsumer.Brisk);
        await KafkaTopics.Until(() => two.Status.Assignments == 1 && one.Status.Revocations == 1, "one partition handed over", two);
        WriteUntil(Total);
        await KafkaTopics.Until(() => first.Events.Count + second.Events.Count >= Total, "second half processed", two);
        Assert.NotEmpty(second.Events);

        // The first leaves: its partition goes to the second.
        Assert.True(await one.StopAsync());
        await KafkaTopics.Until(() => two.Status.Assignments == 2, "the other partition handed over", two);
        for (int i = 0; i < 10; i++)
        {
            Topics.Write("readings", i % 2, "pump", Reading(i));
        }

        Topics.Flush();
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
                Topics.Write("readings", written % 2, "pump", Reading(written));
            }

            Topics.Flush();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Run_PartitionsHandedOverAtFullSpeed_NoRecordIsLostAndNoneOutOfOrder(int laneThreads)
    {
        // As many as keep two threads of the first busy (a spin each) until well after the second has joined.
        const int PerPartition = 60_000;
        for (int i = 0; i < PerPartition; i++)
        {
            Topics.Write("readings", 0, "pump", Reading(i));
            Topics.Write("readings", 1, "pump", Reading(i));
        }

        Topics.Flush();
        var first = new RecordingProcessors { Answer = SlowAnswer };
        var second = new RecordingProcessors { Answer = SlowAnswer };
        using var one = new RunningConsumer(BootstrapServers, first, client: RunningConsumer.Brisk, laneThreads: laneThreads);
        await KafkaTopics.Until(() => !first.Events.IsEmpty, "the first at work", one);
        using var two = new RunningConsumer(BootstrapServers, second, client: RunningConsumer.Brisk, laneThreads: laneThreads);
        // An assignment may be empty while the first gives its partition up: only a record that the second has read says that it was handed over.
        await KafkaTopics.Until(() => !second.Events.IsEmpty, "the second at work", two);
        int before = first.Events.Count + second.Events.Count;
        Assert.True(await two.StopAsync());
        await KafkaTopics.Until(
            () => one.Status.Partitions is [{ Position: PerPartition }, { Position: PerPartition }], "all processed", one);
        Assert.True(await one.StopAsync());

        Assert.True(before < 2 * PerPartition, "All was processed before the hand-over.");
        foreach (int partition in new[] { 0, 1 })
        {
            // The embedded broker refuses commits while members join, so some may come twice, to another processor; a real one takes
            // them, and its tests count. One processor has them in order and without a gap, whatever another one has as well.
            long[][] runs = [.. new[] { first, second }.SelectMany(processors => processors.Runs(partition))];
            Assert.All(runs, static run => Assert.Equal(Enumerable.Range(0, run.Length).Select(i => run[0] + i), run));
            Assert.Equal(Enumerable.Range(0, PerPartition).Select(static i => (long)i), runs.SelectMany(static run => run).Distinct().Order());
        }

        Assert.Contains([0, 1], partition => first.Runs(partition).Concat(second.Runs(partition)).Count() > 1);
    }

    [Fact]
    public async Task Run_PartitionsLost_AreGivenUpWithoutACommitAndReadAgainFromTheLastOne()
    {
        // Kafka's Heartbeat request is API 12; an unknown member has lost what it had.
        const short Heartbeat = 12;
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Flush();
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(
            BootstrapServers,
            processors,
            commitInterval: TimeSpan.FromMinutes(10),
            client: RunningConsumer.Brisk);
        await KafkaTopics.Until(() => processors.Events.Count == 1, "processed", consumer);

        Broker.FailNext(Heartbeat, (int)ErrorCode.UnknownMemberId);
        await KafkaTopics.Until(() => processors.Events.Count == 2, "processed again", consumer);

        Assert.Equal(2, consumer.Status.Losses);
        Assert.Equal(0, consumer.Status.Commits);
        Assert.Equal(1, processors.Disposed[0]);
        Assert.Equal(2, processors.Created[0]);
        Assert.True(await consumer.StopAsync());
        Assert.Equal(1, Topics.Committed("readings", 0));
    }

    [Fact]
    public async Task Run_PartitionsLostWhilePaused_GoOnOnceThereIsRoom()
    {
        // Kafka's Heartbeat request is API 12. More readings than alerts may be outstanding.
        const short Heartbeat = 12;
        const int Total = 12_000;
        Broker.SetTopicError("alerts", ErrorCode.TopicAuthorizationFailed);
        for (int i = 0; i < Total; i++)
        {
            // Of a hundred streams: the alerts of one are written one after another.
            Topics.Write("readings", 0, $"pump-{i % 100}", Reading(i));
        }

        Topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        using var consumer = new RunningConsumer(
            BootstrapServers,
            processors,
            client: RunningConsumer.Brisk);
        await KafkaTopics.Until(() => consumer.Status.State == ConsumerState.Waiting, "paused", consumer);

        Broker.FailNext(Heartbeat, (int)ErrorCode.UnknownMemberId);
        await KafkaTopics.Until(() => consumer.Status.Losses == 2, "lost", consumer);
        Broker.SetTopicError("alerts", ErrorCode.NoError);

        // Nothing was committed: the new owner, here the same, begins with the first.
        await KafkaTopics.Until(() => consumer.Status.Partitions is [{ Committed: Total }, _], "all read and committed", consumer);
        Assert.True(await consumer.StopAsync());
        Assert.Equal(Enumerable.Range(0, Total).Select(static i => (long)i), processors.Events.Select(static e => e.Offset).Distinct().Order());
    }

    [Fact]
    public async Task Run_PartitionsLostWhileWaiting_IsNotReadyBeforeTheGroupHasGivenItAShareAgain()
    {
        // Kafka's Heartbeat request is API 12, its JoinGroup request API 11. More readings than alerts may be outstanding.
        const short Heartbeat = 12;
        const short JoinGroup = 11;
        const int Total = 12_000;
        Broker.SetTopicError("alerts", ErrorCode.TopicAuthorizationFailed);
        for (int i = 0; i < Total; i++)
        {
            Topics.Write("readings", 0, $"pump-{i % 100}", Reading(i));
        }

        Topics.Flush();
        var processors = new RecordingProcessors { Answer = EmitAlert };
        using var consumer = new RunningConsumer(
            BootstrapServers,
            processors,
            client: RunningConsumer.Brisk);
        await KafkaTopics.Until(() => consumer.Status.State == ConsumerState.Waiting, "waiting", consumer);

        Broker.FailNext(JoinGroup, [.. Enumerable.Repeat((int)ErrorCode.GroupLoadInProgress, 1000)]);
        Broker.FailNext(Heartbeat, (int)ErrorCode.UnknownMemberId);
        await KafkaTopics.Until(() => consumer.Status.Losses == 2, "lost", consumer);
        Broker.SetTopicError("alerts", ErrorCode.NoError);
        await KafkaTopics.Until(() => consumer.Log.Lines.Contains("Information: Input goes on"), "nothing to wait for", consumer);
        Assert.Equal(2, consumer.Status.Assignments);
        Assert.Equal(ConsumerState.Joining, consumer.Status.State);

        Broker.FailNoMore(JoinGroup);
        await KafkaTopics.Until(() => consumer.Status.IsReady, "ready", consumer);
        Assert.Equal(4, consumer.Status.Assignments);
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_PartitionRevokedWhileItsThreadIsLongAtABatch_IsHandedOverAndDisposedOnceByItsThread()
    {
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Write("readings", 1, "fan", Reading(1));
        Topics.Flush();
        using var release = new ManualResetEventSlim();
        var first = new RecordingProcessors { Answer = HeldUntil(release) };
        var second = new RecordingProcessors();
        using var one = new RunningConsumer(BootstrapServers, first, client: RunningConsumer.Brisk, stopTimeout: TimeSpan.FromSeconds(1), laneThreads: 2);
        await KafkaTopics.Until(() => first.Events.Count == 2, "both at it", one);

        using var two = new RunningConsumer(BootstrapServers, second, client: RunningConsumer.Brisk);
        await KafkaTopics.Until(() => second.Events.Count == 1, "one handed over and read again", two);
        Assert.Empty(first.Disposed);
        release.Set();

        int handedOver = second.Events.Single().Partition;
        await KafkaTopics.Until(() => first.Disposed.ContainsKey(handedOver), "disposed by its thread", one);
        Assert.True(await one.StopAsync());
        Assert.True(await two.StopAsync());
        Assert.All([0, 1], partition => Assert.Equal(1, first.Disposed[partition]));
    }
}
