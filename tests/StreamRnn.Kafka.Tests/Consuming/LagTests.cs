using Confluent.Kafka;
using StreamRnn.Kafka.Telemetry;
using static StreamRnn.Kafka.Tests.Consuming.TestReadings;

namespace StreamRnn.Kafka.Tests.Consuming;

/// <summary>The lag is true also where no fetch tells it.</summary>
[Collection(ConsumerCollection.Name)]
public sealed class LagTests : ConsumerTests
{
    [Fact]
    public async Task Status_BeforeTheFirstRecord_LagIsWhatWaitsBehindTheGroupsCommitOrTheFirstRecordThereIs()
    {
        Write(0, 10);
        Write(1, 20);
        Broker.DeleteRecords("readings", 0, 3);
        Commit(partition: 1, offset: 15);
        using var release = new ManualResetEventSlim();
        using var consumer = new RunningConsumer(
            BootstrapServers,
            new RecordingProcessors(),
            session: settings => settings with { BeforeRead = _ => Assert.True(release.Wait(KafkaTopics.Patience), "Nobody released the lane.") });

        await KafkaTopics.Until(
            () => consumer.Status.Partitions is [{ Position: 3, Lag: 7, Committed: -1 }, { Position: 15, Lag: 5, Committed: -1 }], "lag", consumer);

        Assert.Equal(0, consumer.Status.Records);
        release.Set();
        await KafkaTopics.Until(() => consumer.Status.Partitions is [{ Position: 10, Lag: 0 }, { Position: 20, Lag: 0 }], "all read", consumer);
        Assert.Equal(12, consumer.Status.Records);
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Status_WhilePaused_LagGrowsWithTheInput()
    {
        // More readings than alerts may be outstanding.
        const int Total = 12_000;
        Broker.SetTopicError("alerts", ErrorCode.TopicAuthorizationFailed);
        Write(0, Total);
        using var consumer = new RunningConsumer(BootstrapServers, new RecordingProcessors { Answer = EmitAlert });
        await KafkaTopics.Until(
            () => consumer.Status is { State: ConsumerState.Waiting, Partitions: [{ Position: > 0, HighWatermark: Total }, _] }, "paused", consumer);

        Write(0, 500);

        await KafkaTopics.Until(
            () => consumer.Status.Partitions[0] is { HighWatermark: Total + 500 } read && read.Lag == Total + 500 - read.Position, "the lag of what came since", consumer);
        Assert.Equal(ConsumerState.Waiting, consumer.Status.State);
        Broker.SetTopicError("alerts", ErrorCode.NoError);
        await KafkaTopics.Until(() => consumer.Status.Partitions is [{ Lag: 0 }, { Lag: 0 }], "all read", consumer);
        Assert.True(await consumer.StopAsync());
    }

    private void Write(int partition, int count)
    {
        for (int i = 0; i < count; i++)
        {
            // Of a hundred streams: the alerts of one are written one after another.
            Topics.Write("readings", partition, $"pump-{i % 100}", Reading(i));
        }

        Topics.Flush();
    }

    private void Commit(int partition, long offset)
    {
        using IConsumer<Ignore, Ignore> member = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = BootstrapServers,
            GroupId = "group",
            EnableAutoCommit = false,
        }).SetLogHandler(static (_, _) => { }).Build();
        member.Commit([new TopicPartitionOffset("readings", partition, offset)]);
    }
}
