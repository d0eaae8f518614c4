using Confluent.Kafka;
using StreamRnn.Kafka.Cluster;

namespace StreamRnn.Kafka.Tests.Cluster;

public sealed class AdminTopicQueriesTests
{
    [Fact]
    public async Task StartsAsync_OneAnswerFails_WaitsForTheOtherBeforeItSaysSo()
    {
        var commits = new TaskCompletionSource<List<TopicPartitionOffset>>();
        Task<IReadOnlyDictionary<int, long>> starts = AdminTopicQueries.StartsAsync(
            commits.Task, Task.FromException<IReadOnlyDictionary<int, long>>(new KafkaException(ErrorCode.Local_TimedOut)));

        Assert.False(starts.IsCompleted);
        commits.SetResult([]);

        await Assert.ThrowsAsync<KafkaException>(() => starts);
    }

    [Fact]
    public async Task StartsAsync_SomePartitionsCommitted_TakesTheCommitsBeforeTheFirstRecords()
    {
        List<TopicPartitionOffset> commits = [new("readings", 0, 7), new("readings", 1, Offset.Unset)];

        Assert.Equal(
            new Dictionary<int, long> { [0] = 7, [1] = 2 },
            await AdminTopicQueries.StartsAsync(Task.FromResult(commits), Task.FromResult<IReadOnlyDictionary<int, long>>(new Dictionary<int, long> { [0] = 1, [1] = 2 })));
    }
}
