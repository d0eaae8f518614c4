using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Telemetry;
using static StreamRnn.Kafka.Tests.Consuming.TestReadings;

namespace StreamRnn.Kafka.Tests.Consuming;

[Collection(ConsumerCollection.Name)]
public sealed class BatchWatchTests : ConsumerTests
{
    [Fact]
    public async Task Run_LaneThreadHangsAtABatch_IsToldInTheStatusAndLoggedOnceUntilItGoesOn()
    {
        Topics.Write("readings", 1, "pump", Reading(1));
        Topics.Flush();
        using var release = new ManualResetEventSlim();
        var processors = new RecordingProcessors { Answer = HeldUntil(release) };
        var time = new ShiftedTime();
        using var consumer = new RunningConsumer(BootstrapServers, processors, laneThreads: 2, timeProvider: time);
        await KafkaTopics.Until(() => consumer.Status.LaneThreads.Any(static lane => lane.BatchAge > TimeSpan.Zero), "the batch seen", consumer);
        Assert.Null(consumer.Status.StalledLane);

        // The partitions' threads are made in the partitions' order.
        time.Advance(ConsumerStatus.BatchTimeout);
        await KafkaTopics.Until(() => consumer.Status.StalledLane is { Thread: 1 } stalled && stalled.BatchAge > ConsumerStatus.BatchTimeout, "told", consumer);
        await KafkaTopics.Until(() => consumer.Log.Lines.Any(IsStall), "logged", consumer);
        IReadOnlyList<PartitionStatus> published = consumer.Status.Partitions;
        time.Advance(ConsumerStatus.BatchTimeout);
        await KafkaTopics.Until(() => consumer.Status.Partitions != published, "looked at once more", consumer);
        Assert.Single(consumer.Log.Lines, IsStall);

        release.Set();
        await KafkaTopics.Until(() => consumer.Status.StalledLane is null, "goes on", consumer);
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public void BatchAge_OfBatchesThatFollowOnEachOther_IsThatOfTheOneInHand()
    {
        var time = new ShiftedTime();
        var counts = new LaneCounts(0, time);
        counts.MarkBatch();
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, counts.BatchAge);

        counts.BeginBatch();
        counts.MarkBatch();
        time.Advance(TimeSpan.FromHours(1));
        Assert.True(counts.BatchAge >= TimeSpan.FromHours(1));

        // The next one is in hand, and nobody has looked since.
        counts.EndBatch();
        counts.BeginBatch();
        Assert.Equal(TimeSpan.Zero, counts.BatchAge);
        counts.MarkBatch();
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.InRange(counts.BatchAge, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        counts.EndBatch();
        Assert.Equal(TimeSpan.Zero, counts.BatchAge);
    }

    private static bool IsStall(string line) => line.StartsWith("Error: Lane thread ", StringComparison.Ordinal);
}
