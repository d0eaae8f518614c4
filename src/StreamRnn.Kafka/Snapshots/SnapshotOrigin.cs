using System.Collections.Immutable;
using System.Globalization;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Kafka.Snapshots;

/// <summary>Where a snapshot's input came from. A topic that was deleted and made anew has another id and other records at the same offsets.</summary>
internal static class SnapshotOrigin
{
    private const string Id = "topic id";

    /// <param name="group">The consumer group.</param>
    /// <param name="input">The input topic.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="topicId">The input topic's id; null where it is not known.</param>
    public static ImmutableArray<SnapshotTrait> Of(string group, string input, int partition, string? topicId) =>
    [
        new("group", group),
        new("input", string.Create(CultureInfo.InvariantCulture, $"{input}[{partition}]")),
        .. topicId is null ? (ReadOnlySpan<SnapshotTrait>)[] : [new SnapshotTrait(Id, topicId)],
    ];

    /// <summary>What differs, in words; null where nothing does. An id that is not known on one side is taken for the same.</summary>
    public static string? Difference(ImmutableArray<SnapshotTrait> saved, ImmutableArray<SnapshotTrait> now)
    {
        bool areBothKnown = saved.Any(IsId) && now.Any(IsId);
        return SnapshotTrait.Difference(Comparable(saved), Comparable(now));

        SnapshotTrait[] Comparable(ImmutableArray<SnapshotTrait> traits) => [.. traits.Where(trait => areBothKnown || !IsId(trait))];
    }

    private static bool IsId(SnapshotTrait trait) => trait.Name == Id;
}
