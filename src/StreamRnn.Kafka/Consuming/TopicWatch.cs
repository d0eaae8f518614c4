using StreamRnn.Kafka.Cluster;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// Knows where the partitions begin and end also where no fetch tells it, before the first record and while the input is paused,
/// and whether the topic is still the one that it was. Asks the cluster beside the group's thread, which it belongs to.
/// </summary>
/// <param name="queries">How it asks.</param>
/// <param name="partitions">The partitions assigned.</param>
/// <param name="topicId">The id that the topic has, or null where it is not known yet.</param>
/// <param name="timeProvider">The time.</param>
internal sealed class TopicWatch(ITopicQueries queries, Dictionary<int, AssignedPartition> partitions, string? topicId, TimeProvider timeProvider) : IDisposable
{
    /// <summary>How soon it is noticed that the topic was made anew: one request.</summary>
    public static readonly TimeSpan IdInterval = TimeSpan.FromSeconds(5);

    /// <summary>How old the ends may be: one request to each broker.</summary>
    private static readonly TimeSpan endsInterval = TimeSpan.FromSeconds(5);

    /// <summary>How soon the starts are asked for again where some are not known yet.</summary>
    private static readonly TimeSpan startsInterval = TimeSpan.FromSeconds(1);

    private readonly Inquiry<string> id = new(IdInterval, timeProvider);
    private readonly Inquiry<IReadOnlyList<(AssignedPartition Partition, long Offset)>> ends = new(endsInterval, timeProvider);
    private readonly Inquiry<IReadOnlyList<(AssignedPartition Partition, long Offset)>> starts = new(startsInterval, timeProvider);

    /// <summary>The topic's id at the first look, or null as long as it is not known.</summary>
    public string? TopicId { get; private set; } = topicId;

    /// <summary>Its id now where that is another one, or null.</summary>
    public string? NewTopicId { get; private set; }

    /// <summary>Takes up what has been answered, and asks what is due. Never waits; to be called about once a second.</summary>
    public void Look()
    {
        foreach ((AssignedPartition partition, long end) in ends.Take() ?? [])
        {
            partition.End = end;
        }

        foreach ((AssignedPartition partition, long start) in starts.Take() ?? [])
        {
            partition.Start = start;
        }

        if (id.Take() is { } found)
        {
            TopicId ??= found;
            NewTopicId = found == TopicId ? null : found;
        }

        id.AskWhereDue(queries.FindIdAsync);
        AssignedPartition[] all = [.. partitions.Values];
        if (all.Length > 0)
        {
            ends.AskWhereDue(() => AskAsync(all, queries.FindEndsAsync));
        }

        AssignedPartition[] unread = [.. all.Where(static partition => partition is { Position: < 0, Start: < 0 })];
        if (unread.Length > 0)
        {
            starts.AskWhereDue(() => AskAsync(unread, queries.FindStartsAsync));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => queries.Dispose();

    private static async Task<IReadOnlyList<(AssignedPartition Partition, long Offset)>?> AskAsync(
        AssignedPartition[] asked, Func<IReadOnlyCollection<int>, Task<IReadOnlyDictionary<int, long>>> find)
    {
        IReadOnlyDictionary<int, long> found = await find([.. asked.Select(static partition => partition.Number)]).ConfigureAwait(false);
        return [.. asked.Where(partition => found.ContainsKey(partition.Number)).Select(partition => (partition, found[partition.Number]))];
    }
}
