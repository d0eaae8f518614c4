using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Streams;

/// <summary>What a lane's state depends on besides its input: all of its options, and where the parts of a row stand.</summary>
internal static class LaneTraits
{
    /// <summary>How long a silence is, and how often it is said: no part of the state is made by it.</summary>
    private static readonly ImmutableArray<string> policies = [nameof(LaneOptions.SilenceIntervals), nameof(LaneOptions.SilenceRepeatMilliseconds)];

    public static ImmutableArray<SnapshotTrait> Of(Lane lane) =>
    [
        // What auto takes counts, and not how it came to it.
        .. Options(lane, static name => name is not (nameof(LaneOptions.Memory) or nameof(LaneOptions.MemoryBudgetBytes)) && !policies.Contains(name)),
        new SnapshotTrait(nameof(LaneOptions.MissesSilentStreams), lane.Options.MissesSilentStreams.ToString()),
        new SnapshotTrait(nameof(LaneOptions.Memory), lane.Layout.IsRich ? nameof(StreamMemory.Rich) : nameof(StreamMemory.Lean)),
        new SnapshotTrait("Row", Row(lane.Layout)),
    ];

    /// <summary>What the lane's further results depend on, and its state does not.</summary>
    public static ImmutableArray<SnapshotTrait> PolicyOf(Lane lane) => [.. Options(lane, static name => policies.Contains(name))];

    private static IEnumerable<SnapshotTrait> Options(Lane lane, Func<string, bool> counts) =>
        typeof(LaneOptions).GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(option => counts(option.Name))
            .OrderBy(static option => option.Name, StringComparer.Ordinal)
            .Select(option => new SnapshotTrait(option.Name, Convert.ToString(option.GetValue(lane.Options), CultureInfo.InvariantCulture)!));

    private static string Row(RowLayout layout) => string.Create(
        CultureInfo.InvariantCulture,
        $"{layout.RowBytes} bytes ({layout.LastValuesOffset}, {layout.FeaturesOffset}, {layout.Feature.Size}, {layout.PatternOffset}, {layout.PatternSize})");
}
