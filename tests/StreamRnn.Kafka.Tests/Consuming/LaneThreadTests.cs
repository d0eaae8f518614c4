using System.Collections.Concurrent;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka.Telemetry;
using static StreamRnn.Kafka.Tests.Consuming.TestReadings;

namespace StreamRnn.Kafka.Tests.Consuming;

[Collection(ConsumerCollection.Name)]
public sealed class LaneThreadTests : ConsumerTests
{
    private const int Partitions = 6;
    private const int PerPartition = 2_000;

    public LaneThreadTests()
        : base(partitions: Partitions)
    {
        for (int i = 0; i < PerPartition * Partitions; i++)
        {
            Topics.Write("readings", i % Partitions, "pump", Reading(i));
        }

        Topics.Flush();
    }

    [Theory]
    [InlineData(1, new[] { 6 })]
    [InlineData(2, new[] { 3, 3 })]
    [InlineData(4, new[] { 2, 2, 1, 1 })]
    [InlineData(64, new[] { 1, 1, 1, 1, 1, 1 })]
    public async Task Run_ManyPartitions_AreSpreadEvenlyAndEachIsOneThreads(int laneThreads, int[] spread)
    {
        var threads = new ConcurrentDictionary<int, ConcurrentDictionary<int, bool>>();
        var processors = new RecordingProcessors
        {
            Answer = (seen, _) =>
            {
                threads.GetOrAdd(seen.Partition, static _ => new()).TryAdd(Environment.CurrentManagedThreadId, true);
                return EventOutcome.Scored;
            },
        };
        using var consumer = new RunningConsumer(BootstrapServers, processors, laneThreads: laneThreads);
        await KafkaTopics.Until(() => processors.Events.Count == Partitions * PerPartition, "all processed", consumer);

        Assert.Equal(spread, consumer.Status.LaneThreads.Select(static thread => thread.Partitions));
        Assert.True(await consumer.StopAsync());
        Assert.All(consumer.Status.LaneThreads, static thread => Assert.True(thread.Busy > TimeSpan.Zero));
        Assert.All(threads.Values, static own => Assert.Single(own));
        Assert.Equal(spread.Order(), threads.Values.Select(static own => own.Keys.Single()).CountBy(static thread => thread).Select(static count => count.Value).Order());
        for (int partition = 0; partition < Partitions; partition++)
        {
            Assert.Equal(
                Enumerable.Range(0, PerPartition).Select(static i => (long)i),
                processors.Events.Where(e => e.Partition == partition).Select(static e => e.Offset));
            Assert.Equal(PerPartition, Topics.Committed("readings", partition));
        }
    }

    [Fact]
    public async Task Run_ProcessorThrowsOnOneThread_EndsTheConsumerWithItsErrorAndTheOthersStop()
    {
        const int Bad = 3;
        const long At = 500;
        var processors = new RecordingProcessors
        {
            Answer = static (seen, outbox) => seen is { Partition: Bad, Offset: At }
                ? throw new InvalidDataException("weights are not finite")
                : SlowAnswer(seen, outbox),
        };
        using var consumer = new RunningConsumer(BootstrapServers, processors, laneThreads: 3);

        var error = await Assert.ThrowsAsync<InvalidDataException>(consumer.EndAsync);

        Assert.Equal("weights are not finite", error.Message);
        Assert.Equal(ConsumerState.Failed, consumer.Status.State);
        Assert.True(processors.Events.Count < Partitions * PerPartition, "All was processed before the failure.");
        Assert.All(Enumerable.Range(0, Partitions), partition => Assert.Equal(1, processors.Disposed[partition]));

        // What was committed before is of whole batches, and of nothing that was not processed.
        Assert.InRange(Topics.Committed("readings", Bad), -1, At);
        for (int partition = 0; partition < Partitions; partition++)
        {
            Assert.InRange(Topics.Committed("readings", partition), -1, processors.Events.Count(e => e.Partition == partition));
        }
    }

    [Fact]
    public async Task Run_AlertsOnSeveralThreads_AreAllWrittenBeforeTheirOffsetsAreCommitted()
    {
        const int AlertEvery = 10;
        var processors = new RecordingProcessors
        {
            Answer = static (seen, outbox) => seen.Offset % AlertEvery == 0 ? EmitAlert(seen, outbox) : EventOutcome.Scored,
        };
        using var consumer = new RunningConsumer(BootstrapServers, processors, laneThreads: 4);
        await KafkaTopics.Until(
            () => Enumerable.Range(0, Partitions).All(partition => consumer.Status.Partitions.Any(p => p.Partition == partition && p.Committed == PerPartition)),
            "all committed",
            consumer);

        Assert.Equal(Partitions * PerPartition / AlertEvery, consumer.Status.AlertsWritten);
        Assert.True(await consumer.StopAsync());
        Assert.Equal(
            Enumerable.Range(0, Partitions).SelectMany(static partition => Enumerable.Range(0, PerPartition / AlertEvery).Select(i => $"{partition}-{i * AlertEvery}")).Order(StringComparer.Ordinal),
            Topics.Read("alerts", 1, Partitions * PerPartition / AlertEvery).Select(static alert => KafkaTopics.Header(alert.Message, "ce_id")).Order(StringComparer.Ordinal));
    }
}
