using Confluent.Kafka;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Telemetry;
using static StreamRnn.Kafka.Tests.Consuming.TestReadings;

namespace StreamRnn.Kafka.Tests.Consuming;

[Collection(ConsumerCollection.Name)]
public sealed class StopTests : ConsumerTests
{
    [Fact]
    public async Task Run_StoppedWithinTheCommitInterval_CommitsAllThatWasProcessed()
    {
        for (int i = 0; i < 100; i++)
        {
            Topics.Write("readings", 0, "pump", Reading(i));
        }

        Topics.Flush();
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(BootstrapServers, processors, commitInterval: TimeSpan.FromMinutes(10));
        await KafkaTopics.Until(() => !processors.Events.IsEmpty, "some processed", consumer);

        Assert.True(await consumer.StopAsync());

        Assert.Equal(processors.Events.Count, Topics.Committed("readings", 0));
    }

    [Fact]
    public async Task Run_StoppedWhileTheClusterIsAway_EndsAndSaysThatNotAllIsCommitted()
    {
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Flush();
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(
            BootstrapServers, processors, commitInterval: TimeSpan.FromMinutes(10), stopTimeout: TimeSpan.FromSeconds(2));
        await KafkaTopics.Until(() => processors.Events.Count == 1, "processed", consumer);

        Broker.SetDown();

        Assert.False(await consumer.StopAsync());
        Assert.Equal(1, processors.Disposed[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Run_StoppedWhileAllLaneThreadsAreBusy_FinishesTheBatchesInHandAndCommitsThem(int laneThreads)
    {
        const int PerPartition = 20_000;
        for (int i = 0; i < PerPartition; i++)
        {
            Topics.Write("readings", 0, "pump", Reading(i));
            Topics.Write("readings", 1, "fan", Reading(i));
        }

        Topics.Flush();
        var processors = new RecordingProcessors { Answer = SlowAnswer };
        using var consumer = new RunningConsumer(
            BootstrapServers, processors, commitInterval: TimeSpan.FromMinutes(10), laneThreads: laneThreads);
        await KafkaTopics.Until(() => processors.Events.Select(static e => e.Partition).Distinct().Count() == 2, "both at work", consumer);

        Assert.True(await consumer.StopAsync());

        Assert.True(processors.Events.Count < 2 * PerPartition, "All was processed before the stop.");
        foreach (int partition in new[] { 0, 1 })
        {
            Assert.Equal(processors.Events.Count(e => e.Partition == partition), Topics.Committed("readings", partition));
            Assert.Equal(1, processors.Disposed[partition]);
        }
    }

    [Fact]
    public async Task Run_StoppedWhileLaneThreadsAreLongAtABatch_DoesNotWaitForThemAndCommitsNothingOfIt()
    {
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Write("readings", 1, "fan", Reading(1));
        Topics.Flush();
        using var release = new ManualResetEventSlim();
        var processors = new RecordingProcessors { Answer = HeldUntil(release) };
        using var consumer = new RunningConsumer(BootstrapServers, processors, stopTimeout: TimeSpan.FromSeconds(1), laneThreads: 2);
        await KafkaTopics.Until(() => processors.Events.Count == 2, "both at it", consumer);

        Assert.False(await consumer.StopAsync());

        Assert.False(release.IsSet);
        Assert.Empty(processors.Disposed);
        Assert.Equal(-1, Topics.Committed("readings", 0));
        Assert.Equal(-1, Topics.Committed("readings", 1));

        // Their own threads dispose what they had.
        release.Set();
        await KafkaTopics.Until(() => processors.Disposed.Count == 2, "disposed", consumer);
        Assert.All(processors.Disposed.Values, static count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task Run_LaneThreadGivenUpEndsBeforeTheStop_DisposesItsPartitionsAloneAndOnce()
    {
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Flush();
        using var release = new ManualResetEventSlim();
        var processors = new RecordingProcessors { Answer = HeldUntil(release) };
        using var consumer = new RunningConsumer(BootstrapServers, processors, stopTimeout: TimeSpan.FromSeconds(1), laneThreads: 1);
        await KafkaTopics.Until(() => processors.Events.Count == 1, "at it", consumer);
        ReleaseOnceGivenUp(consumer, release, processors);

        Assert.False(await consumer.StopAsync());

        Assert.Equal([1, 1], processors.Disposed.Values);
    }

    [Fact]
    public async Task Run_LaneThreadGivenUpEndsWithAnErrorDuringTheStop_IsAskedToStopOnceAndItsErrorIsTold()
    {
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Flush();
        using var release = new ManualResetEventSlim();
        Func<RecordingProcessors.Seen, IOutbox, EventOutcome> hold = HeldUntil(release);
        var processors = new RecordingProcessors
        {
            Answer = (seen, outbox) =>
            {
                hold(seen, outbox);
                throw new InvalidDataException("weights are not finite");
            },
        };
        using var consumer = new RunningConsumer(BootstrapServers, processors, stopTimeout: TimeSpan.FromSeconds(1), laneThreads: 1);
        await KafkaTopics.Until(() => processors.Events.Count == 1, "at it", consumer);
        ReleaseOnceGivenUp(consumer, release, processors);

        // The error is found during the stop, which then begins once more: the thread has given its queue back by now.
        var error = await Assert.ThrowsAsync<InvalidDataException>(consumer.StopAsync);

        Assert.Equal("weights are not finite", error.Message);
        Assert.Equal(ConsumerState.Failed, consumer.Status.State);
        Assert.Equal([1, 1], processors.Disposed.Values);
    }

    [Fact]
    public async Task Run_LeavingTheGroupFailsUnforeseen_IsNotTriedTwice()
    {
        int closings = 0;
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(
            BootstrapServers, processors, session: settings => settings with { Close = _ => throw new InvalidOperationException($"closing {++closings}") });
        await KafkaTopics.Until(() => processors.Created.Count == 2, "assigned", consumer);

        var error = await Assert.ThrowsAsync<AggregateException>(consumer.StopAsync);

        Assert.Equal("closing 1", Assert.Single(error.InnerExceptions).Message);
        Assert.Equal(1, closings);
        Assert.Equal([1, 1], processors.Disposed.Values);
    }

    [Fact]
    public async Task Run_LaneThreadGivenUpEmitsAfterTheStop_FindsTheProducerOpen()
    {
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Flush();
        using var release = new ManualResetEventSlim();
        Exception? refused = null;
        var processors = new RecordingProcessors
        {
            Answer = (seen, outbox) =>
            {
                Assert.True(release.Wait(KafkaTopics.Patience), "Nobody released the batch.");
                refused = Record.Exception(() => EmitAlert(seen, outbox));
                return EventOutcome.Scored;
            },
        };
        using var consumer = new RunningConsumer(BootstrapServers, processors, stopTimeout: TimeSpan.FromSeconds(1), laneThreads: 1);
        await KafkaTopics.Until(() => processors.Events.Count == 1, "at it", consumer);
        Assert.False(await consumer.StopAsync());

        release.Set();
        await KafkaTopics.Until(() => processors.Disposed.Count == 2, "ended", consumer);

        Assert.Null(refused);
    }

    [Fact]
    public async Task Run_LeavingTheGroupFailsAfterAllIsCommitted_IsAStopAllTheSame()
    {
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Flush();
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(
            BootstrapServers,
            processors,
            commitInterval: TimeSpan.FromMinutes(10),
            session: static settings => settings with { Close = static _ => throw new KafkaException(new Error(ErrorCode.GroupCoordinatorNotAvailable)) });
        await KafkaTopics.Until(() => processors.Events.Count == 1, "processed", consumer);

        Assert.True(await consumer.StopAsync());

        Assert.Equal(ConsumerState.Stopped, consumer.Status.State);
        Assert.Equal(1, Topics.Committed("readings", 0));
        Assert.Contains(consumer.Log.Lines, static line => line.StartsWith("Warning: Leaving the group failed", StringComparison.Ordinal));
    }

    /// <summary>Lets a lane's thread end while the group's thread, which has just given it up, stands still.</summary>
    private static void ReleaseOnceGivenUp(RunningConsumer consumer, ManualResetEventSlim release, RecordingProcessors processors) => consumer.Log.Said = line =>
    {
        if (line.Contains("A batch of records took longer", StringComparison.Ordinal))
        {
            release.Set();
            Assert.True(SpinWait.SpinUntil(() => processors.Disposed.Count == 2, KafkaTopics.Patience), "The lane's thread did not end.");
        }
    };
}
