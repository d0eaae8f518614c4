using StreamRnn.Kafka.Cluster;

namespace StreamRnn.Kafka.Tests.Snapshots;

/// <summary>A cluster that knows nothing of a topic but its id. The embedded broker would be asked for it in vain, for seconds.</summary>
internal sealed class GivenTopicId(string? id) : ITopicQueries
{
    public Task<string?> FindIdAsync() => Task.FromResult(id);

    public Task<IReadOnlyDictionary<int, long>> FindEndsAsync(IReadOnlyCollection<int> partitions) => Nothing();

    public Task<IReadOnlyDictionary<int, long>> FindStartsAsync(IReadOnlyCollection<int> partitions) => Nothing();

    public void Dispose()
    {
    }

    private static Task<IReadOnlyDictionary<int, long>> Nothing() => Task.FromResult<IReadOnlyDictionary<int, long>>(new Dictionary<int, long>());
}
