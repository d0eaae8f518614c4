using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamRnn.Kafka.Consuming;

/// <summary>Asks by the admin calls of the consumer's own client, which has its connections. To be disposed before it.</summary>
internal sealed class AdminTopicQueries(IClient consumer, string topic, string group) : ITopicQueries
{
    /// <summary>The longest wait for an answer; what is not known by then is asked again.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    private readonly IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, long>> FindEndsAsync(IReadOnlyCollection<int> partitions) => FindAsync(partitions, OffsetSpec.Latest());

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<int, long>> FindStartsAsync(IReadOnlyCollection<int> partitions)
    {
        Task<IReadOnlyDictionary<int, long>> firsts = FindAsync(partitions, OffsetSpec.Earliest());
        List<ListConsumerGroupOffsetsResult> committed = await admin.ListConsumerGroupOffsetsAsync(
            [new ConsumerGroupTopicPartitions(group, [.. partitions.Select(Partition)])],
            new ListConsumerGroupOffsetsOptions { RequestTimeout = patience }).ConfigureAwait(false);
        var starts = new Dictionary<int, long>(await firsts.ConfigureAwait(false));
        foreach (TopicPartitionOffsetError commit in committed.SelectMany(static result => result.Partitions))
        {
            if (!commit.Error.IsError && !commit.Offset.IsSpecial)
            {
                starts[commit.Partition.Value] = commit.Offset.Value;
            }
        }

        return starts;
    }

    /// <inheritdoc/>
    public void Dispose() => admin.Dispose();

    private async Task<IReadOnlyDictionary<int, long>> FindAsync(IReadOnlyCollection<int> partitions, OffsetSpec which)
    {
        IEnumerable<ListOffsetsResultInfo> found;
        try
        {
            found = (await admin.ListOffsetsAsync(
                partitions.Select(number => new TopicPartitionOffsetSpec { TopicPartition = Partition(number), OffsetSpec = which }),
                new ListOffsetsOptions { RequestTimeout = patience, IsolationLevel = IsolationLevel.ReadCommitted }).ConfigureAwait(false)).ResultInfos;
        }
        catch (ListOffsetsException partial)
        {
            found = partial.Result.ResultInfos;
        }

        return found.Select(static info => info.TopicPartitionOffsetError)
            .Where(static offset => !offset.Error.IsError && offset.Offset.Value >= 0)
            .ToDictionary(static offset => offset.Partition.Value, static offset => offset.Offset.Value);
    }

    private TopicPartition Partition(int number) => new(topic, number);
}
