using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Streams;

/// <summary>What a lane's state depends on besides its input: all of its options, and where the parts of a row stand.</summary>
internal static class LaneTraits
{
    public static ImmutableArray<SnapshotTrait> Of(Lane lane) =>
    [
        // What auto takes counts, and not how it came to it.
        .. typeof(LaneOptions).GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(static option => option.Name is not (nameof(LaneOptions.Memory) or nameof(LaneOptions.MemoryBudgetBytes)))
            .OrderBy(static option => option.Name, StringComparer.Ordinal)
            .Select(option => new SnapshotTrait(option.Name, Convert.ToString(option.GetValue(lane.Options), CultureInfo.InvariantCulture)!)),
        new SnapshotTrait(nameof(LaneOptions.Memory), lane.Layout.IsRich ? nameof(StreamMemory.Rich) : nameof(StreamMemory.Lean)),
        new SnapshotTrait("Row", Row(lane.Layout)),
    ];

    private static string Row(RowLayout layout) => string.Create(
        CultureInfo.InvariantCulture,
        $"{layout.RowBytes} bytes ({layout.LastValuesOffset}, {layout.FeaturesOffset}, {layout.Feature.Size}, {layout.PatternOffset}, {layout.PatternSize})");
}
