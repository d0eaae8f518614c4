namespace StreamRnn.Kafka.Cluster;

/// <summary>What a consumer asks the cluster about its topic, beside reading it. Answers come by themselves; asking waits for nothing.</summary>
internal interface ITopicQueries : IDisposable
{
    /// <summary>The topic's id, which one that is deleted and made anew doesn't keep; null where the cluster gives topics none (Kafka before 2.8).</summary>
    Task<string?> FindIdAsync();

    /// <summary>The offsets after the last record that can be read, by partition; one of which nothing is known is missing.</summary>
    Task<IReadOnlyDictionary<int, long>> FindEndsAsync(IReadOnlyCollection<int> partitions);

    /// <summary>The offsets that the group begins at, by partition: its commit, or where it has none the first record; one of which nothing is known is missing.</summary>
    Task<IReadOnlyDictionary<int, long>> FindStartsAsync(IReadOnlyCollection<int> partitions);
}
