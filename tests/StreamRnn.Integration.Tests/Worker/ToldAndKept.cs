using System.Security.Cryptography;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Integration.Tests.Worker;

/// <summary>What workers have told, and the state that they have kept.</summary>
internal static class ToldAndKept
{
    /// <summary>What was told, by id and content. At least once: what is told twice alike counts once.</summary>
    public static string[] Alerts(Topics topics, string topic) =>
        [.. topics.ReadAll(topic).Select(static record => $"{Topics.Header(record, "ce_id")} {record.Message.Value}").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The manifest of a partition's last snapshot; null where there is none.</summary>
    public static SnapshotManifest? LastManifest(Topics topics, string topic, int partition = 0) => topics.ReadAllBytes(topic, partition)
        .Where(static record => record.Key.Contains("/manifest/", StringComparison.Ordinal))
        .Select(static record => SnapshotManifest.Decode(record.Value)).MaxBy(static manifest => manifest.Position);

    /// <summary>A hash of the state's bytes as the last snapshot has them.</summary>
    public static string State(Topics topics, string topic, int partition = 0)
    {
        SnapshotManifest manifest = LastManifest(topics, topic, partition)!;
        List<(string Key, byte[] Value)> records = topics.ReadAllBytes(topic, partition);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string kind, IReadOnlyList<SnapshotChunk> chunks) in (ReadOnlySpan<(string, IReadOnlyList<SnapshotChunk>)>)[("head", manifest.Head), ("rows", manifest.RowChunks)])
        {
            for (int i = 0; i < chunks.Count; i++)
            {
                byte[] value = records.Last(record =>
                    record.Key.EndsWith($"/{kind}/{i}/{chunks[i].Slot}", StringComparison.Ordinal) && SnapshotChunk.VersionOf(record.Value) == chunks[i].Version).Value;
                hash.AppendData(value.AsSpan(SnapshotChunk.PrefixBytes));
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
