using Confluent.Kafka;
using StreamRnn.Kafka.Cluster;
using StreamRnn.Kafka.Consuming;
using static StreamRnn.Kafka.Tests.Consuming.TestReadings;

namespace StreamRnn.Kafka.Tests.Consuming;

/// <summary>A topic that is made anew, or a log that goes back, is read with fresh processors; what the client hands out twice is not.</summary>
[Collection(ConsumerCollection.Name)]
public sealed class RestartTests : ConsumerTests
{
    /// <summary>Several batches, so that the first offsets can't be of one that comes twice.</summary>
    private const int Readings = 1000;

    [Fact]
    public async Task Run_TopicMadeAnewUnderTheSameName_BeginsItsPartitionAnewWhereItsOffsetsGoBack()
    {
        const int Fewer = 300;
        Write(Readings);
        var processors = new RecordingProcessors();
        using var consumer = new RunningConsumer(BootstrapServers, processors);
        await KafkaTopics.Until(() => Topics.Committed("readings", 0) == Readings, "all committed", consumer);

        Broker.DeleteTopic("readings");
        Broker.CreateTopic("readings", 2);
        Write(Fewer);

        await KafkaTopics.Until(() => Topics.Committed("readings", 0) == Fewer, "the new ones committed", consumer);
        Assert.Equal(Offsets(Readings).Concat(Offsets(Fewer)), processors.Events.Select(static e => e.Offset));
        Assert.Equal(2, processors.Created[0]);
        Assert.Equal(1, processors.Disposed[0]);
        Assert.Equal(1, consumer.Status.Restarts);
        Assert.Contains(consumer.Log.Lines, static line => line.StartsWith("Warning: Partition readings[0] went back from offset 1000 to 0", StringComparison.Ordinal));
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_TopicHasAnotherId_JoinsTheGroupAnewAndReadsItFromItsBeginning()
    {
        // Fewer than a batch: by its offsets, the topic's new beginning can't be told from a batch that comes twice.
        const int Few = 10;
        Write(Few);
        var processors = new RecordingProcessors();
        var queries = new GivenQueries("old");
        using var consumer = new RunningConsumer(BootstrapServers, processors, client: RunningConsumer.Brisk, session: settings => settings with { Queries = _ => queries });
        await KafkaTopics.Until(() => Topics.Committed("readings", 0) == Few, "all committed", consumer);

        queries.Id = "new";
        await KafkaTopics.Until(() => processors.Events.Count == 2 * Few, "read again", consumer);

        Assert.Equal(Offsets(Few).Concat(Offsets(Few)), processors.Events.Select(static e => e.Offset));
        Assert.Equal(2, consumer.Status.Restarts);
        Assert.Equal(4, consumer.Status.Assignments);
        Assert.All([0, 1], partition => Assert.Equal((2, 1), (processors.Created[partition], processors.Disposed[partition])));
        Assert.Single(consumer.Log.Lines, static line => line.StartsWith("Warning: Topic readings was deleted and made anew (id new, before old)", StringComparison.Ordinal));

        // The threads go on under their numbers.
        Assert.Equal([0, 1], consumer.Status.LaneThreads.Select(static lane => lane.Thread));
        Assert.True(await consumer.StopAsync());
        Assert.Equal(Few, Topics.Committed("readings", 0));
        Assert.Equal(2, queries.Disposals);
    }

    [Fact]
    public async Task Run_BrokerThatIsBehindTellsTheFormerId_StaysWithTheNewTopic()
    {
        var time = new ShiftedTime();
        var queries = new GivenQueries("old");
        using var consumer = new RunningConsumer(
            BootstrapServers, new RecordingProcessors(), client: RunningConsumer.Brisk, timeProvider: time, session: settings => settings with { Queries = _ => queries });
        await LookAsync(queries, time, consumer);
        await KafkaTopics.Until(() => consumer.Status.Assignments == 2, "assigned", consumer);
        queries.Id = "new";
        await LookAsync(queries, time, consumer);
        await KafkaTopics.Until(() => consumer.Status.Assignments == 4, "joined anew", consumer);

        queries.Id = "old";
        await LookAsync(queries, time, consumer);
        await LookAsync(queries, time, consumer);

        Assert.Single(consumer.Log.Lines, IsMadeAnew);
        Assert.True(await consumer.StopAsync());
    }

    [Fact]
    public async Task Run_TopicMadeAnewWhileACommitIsUnderWay_LeavesTheGroupOnlyAfterIt()
    {
        Write(1);
        using var isCommitting = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var time = new ShiftedTime();
        var queries = new GivenQueries("old");
        using var consumer = new RunningConsumer(
            BootstrapServers,
            new RecordingProcessors(),
            client: RunningConsumer.Brisk,
            stopTimeout: TimeSpan.FromSeconds(1),
            timeProvider: time,
            session: settings => settings with { Queries = _ => queries, Commit = Hold });
        await KafkaTopics.Until(() => isCommitting.IsSet, "a commit begun", consumer);
        await LookAsync(queries, time, consumer);

        queries.Id = "new";
        await LookAsync(queries, time, consumer);
        await LookAsync(queries, time, consumer);
        Assert.DoesNotContain(consumer.Log.Lines, IsMadeAnew);
        release.Set();

        await KafkaTopics.Until(() => consumer.Log.Lines.Any(IsMadeAnew), "joined anew", consumer);
        Assert.True(await consumer.StopAsync());

        void Hold(IConsumer<Ignore, Ignore> client, IEnumerable<TopicPartitionOffset> offsets)
        {
            isCommitting.Set();
            Assert.True(release.Wait(KafkaTopics.Patience), "Nobody released the commit.");
            client.Commit(offsets);
        }
    }

    [Fact]
    public async Task Run_AlertOfTheOldTopicNotYetAcknowledged_IsStillWritten()
    {
        Broker.SetTopicError("alerts", ErrorCode.TopicAuthorizationFailed);
        Write(1);
        var processors = new RecordingProcessors { Answer = EmitAlert };
        var queries = new GivenQueries("old");
        using var consumer = new RunningConsumer(BootstrapServers, processors, client: RunningConsumer.Brisk, session: settings => settings with { Queries = _ => queries });
        await KafkaTopics.Until(() => consumer.Status.ProduceErrors > 0, "refused", consumer);
        Broker.DeleteTopic("readings");
        Broker.CreateTopic("readings", 2);

        queries.Id = "new";
        await KafkaTopics.Until(() => consumer.Status.Restarts == 2, "joined anew", consumer);
        Assert.Equal(0, consumer.Status.AlertsWritten);
        Broker.SetTopicError("alerts", ErrorCode.NoError);

        await KafkaTopics.Until(() => consumer.Status.AlertsWritten == 1, "written", consumer);
        Assert.True(await consumer.StopAsync());

        // Where the new topic begins, and nothing of the old one.
        Assert.Equal(0, Topics.Committed("readings", 0));
    }

    private static bool IsMadeAnew(string line) => line.Contains(" was deleted and made anew", StringComparison.Ordinal);

    /// <summary>Lets the consumer look at the topic until an answer has been taken up: that is when the next question is asked.</summary>
    private static async Task LookAsync(GivenQueries queries, ShiftedTime time, RunningConsumer consumer)
    {
        for (int round = 0; round < 2; round++)
        {
            int asked = queries.Asked;
            time.Advance(TopicWatch.IdInterval);
            await KafkaTopics.Until(() => queries.Asked > asked, "asked", consumer);
        }
    }

    private static IEnumerable<long> Offsets(int count) => Enumerable.Range(0, count).Select(static i => (long)i);

    private void Write(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Topics.Write("readings", 0, "pump", Reading(i));
        }

        Topics.Flush();
    }

    /// <summary>Answers with an id, and knows nothing else.</summary>
    private sealed class GivenQueries(string id) : ITopicQueries
    {
        private volatile string id = id;
        private int disposals;
        private int asked;

        public string Id
        {
            set => id = value;
        }

        public int Disposals => Volatile.Read(ref disposals);

        public int Asked => Volatile.Read(ref asked);

        public Task<string?> FindIdAsync()
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult<string?>(id);
        }

        public Task<IReadOnlyDictionary<int, long>> FindEndsAsync(IReadOnlyCollection<int> partitions) => Nothing();

        public Task<IReadOnlyDictionary<int, long>> FindStartsAsync(IReadOnlyCollection<int> partitions) => Nothing();

        public void Dispose() => Interlocked.Increment(ref disposals);

        private static Task<IReadOnlyDictionary<int, long>> Nothing() => Task.FromResult<IReadOnlyDictionary<int, long>>(new Dictionary<int, long>());
    }
}
