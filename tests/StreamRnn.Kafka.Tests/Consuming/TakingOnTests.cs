using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Native;
using static StreamRnn.Kafka.Tests.Consuming.TestReadings;

namespace StreamRnn.Kafka.Tests.Consuming;

/// <summary>A lane thread knows each partition that it is given before a record of it is handled.</summary>
[Collection(ConsumerCollection.Name)]
public sealed class TakingOnTests : ConsumerTests
{
    private const int Readings = 100;

    [Fact]
    public async Task Run_RecordsComeBetweenTheRequestsAndTheReadingOfABatch_NoneIsLost()
    {
        for (int i = 0; i < Readings; i++)
        {
            Topics.Write("readings", 1, "pump", Reading(i));
        }

        Topics.Flush();
        using var isReading = new ManualResetEventSlim();
        var processors = new RecordingProcessors
        {
            // The lane's thread begins with partition 0, and looks for requests before it is given partition 1.
            Creating = partition => Assert.True(partition == 0 || isReading.Wait(KafkaTopics.Patience), "The lane did not come to read."),
        };
        using var consumer = new RunningConsumer(BootstrapServers, processors, laneThreads: 1, session: settings => settings with { BeforeRead = Hold });

        await KafkaTopics.Until(() => Topics.Committed("readings", 1) == Readings, "all committed", consumer);

        Assert.Equal(Enumerable.Range(0, Readings).Select(static i => (1, (long)i)), processors.Events.Select(static e => (e.Partition, e.Offset)));
        Assert.True(await consumer.StopAsync());

        void Hold(NativeMessages messages)
        {
            if (!isReading.IsSet)
            {
                isReading.Set();
                Assert.True(SpinWait.SpinUntil(() => messages.Waiting >= Readings, KafkaTopics.Patience), "The client fetched nothing.");
            }
        }
    }

    [Fact]
    public async Task Run_PartitionComesBackWhileItsThreadIsStillAtAnOldBatch_IsAnotherThreadsAndGoesOn()
    {
        Topics.Write("readings", 0, "pump", Reading(1));
        Topics.Write("readings", 1, "fan", Reading(1));
        Topics.Flush();
        using var release = new ManualResetEventSlim();
        var first = new RecordingProcessors
        {
            Answer = (seen, _) =>
            {
                Assert.True(seen.Offset > 0 || release.Wait(KafkaTopics.Patience), "Nobody released the batch.");
                return EventOutcome.Scored;
            },
        };
        var second = new RecordingProcessors();
        using var one = new RunningConsumer(BootstrapServers, first, client: RunningConsumer.Brisk, stopTimeout: TimeSpan.FromSeconds(1), laneThreads: 1);
        await KafkaTopics.Until(() => first.Events.Count == 1, "the thread at a batch", one);

        using (var two = new RunningConsumer(BootstrapServers, second, client: RunningConsumer.Brisk))
        {
            await KafkaTopics.Until(() => two.Status.Commits > 0 && second.Events.Count == 1, "one partition handed over, read and committed", two);
            Assert.True(await two.StopAsync());
        }

        int moved = second.Events.Single().Partition;
        await KafkaTopics.Until(() => first.Created[moved] == 2, "the partition back", one);
        Topics.Write("readings", moved, "pump", Reading(2));
        Topics.Flush();

        await KafkaTopics.Until(() => first.Events.Any(e => e.Partition == moved && e.Offset == 1), "the next record processed", one);
        Assert.False(release.IsSet);
        Assert.Equal([1, 1], one.Status.LaneThreads.Select(static thread => thread.Partitions));
        release.Set();
        await KafkaTopics.Until(() => first.Disposed.GetValueOrDefault(moved) == 1, "what it had before disposed", one);
        Assert.True(await one.StopAsync());
        Assert.Equal(2, first.Disposed[moved]);
        Assert.Equal(2, Topics.Committed("readings", moved));
    }
}
