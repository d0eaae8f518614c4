using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamRnn.Kafka.Cluster;

/// <summary>Asks by the consumer's own client, which has its connections. To be disposed before it.</summary>
internal sealed class AdminTopicQueries(IConsumer<Ignore, Ignore> consumer, string topic) : ITopicQueries
{
    /// <summary>The longest wait for an answer; what is not known by then is asked again.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    private readonly IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
    private Task<List<TopicPartitionOffset>>? commits;

    /// <inheritdoc/>
    public async Task<string?> FindIdAsync()
    {
        DescribeTopicsResult found = await admin.DescribeTopicsAsync(
            TopicCollection.OfTopicNames([topic]), new DescribeTopicsOptions { RequestTimeout = patience }).ConfigureAwait(false);
        Uuid? id = found.TopicDescriptions.Single().TopicId;
        return id is null || (id.MostSignificantBits == 0 && id.LeastSignificantBits == 0) ? null : id.ToString();
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, long>> FindEndsAsync(IReadOnlyCollection<int> partitions) => FindAsync(partitions, OffsetSpec.Latest());

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<int, long>> FindStartsAsync(IReadOnlyCollection<int> partitions)
    {
        // Beside the caller, since it waits. The admin call for a group's offsets would not, but a connection that breaks meanwhile ends the
        // process (librdkafka 2.15.1: all requests to a group's coordinator).
        commits = Task.Run(() => consumer.Committed(partitions.Select(Partition), patience));
        return await StartsAsync(commits, FindAsync(partitions, OffsetSpec.Earliest())).ConfigureAwait(false);
    }

    /// <summary>The commits, and where there is none the first records. Both end before an error of either is told: the next asking must not begin beside a call that is under way.</summary>
    internal static async Task<IReadOnlyDictionary<int, long>> StartsAsync(Task<List<TopicPartitionOffset>> commits, Task<IReadOnlyDictionary<int, long>> earliest)
    {
        await Task.WhenAll(commits, earliest).ConfigureAwait(false);
        var starts = new Dictionary<int, long>(await earliest.ConfigureAwait(false));
        foreach (TopicPartitionOffset commit in await commits.ConfigureAwait(false))
        {
            if (!commit.Offset.IsSpecial)
            {
                starts[commit.Partition.Value] = commit.Offset.Value;
            }
        }

        return starts;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        admin.Dispose();

        // The client must outlive a call that is under way.
        (commits as IAsyncResult)?.AsyncWaitHandle.WaitOne();
    }

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
