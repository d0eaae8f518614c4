using System.Collections.Immutable;

namespace StreamRnn.Core.Snapshots;

/// <summary>One thing that a state depends on, and that must be the same where it is gone on from.</summary>
/// <param name="Name">What it is called, for people.</param>
/// <param name="Value">What it is.</param>
public readonly record struct SnapshotTrait(string Name, string Value)
{
    private const int MaxCount = 1 << 16;

    /// <summary>What differs between a snapshot and what is to go on from it, in words with both values; null where nothing does.</summary>
    public static string? Difference(IReadOnlyCollection<SnapshotTrait> saved, IReadOnlyCollection<SnapshotTrait> now)
    {
        var savedByName = saved.ToLookup(static trait => trait.Name, static trait => trait.Value);
        var nowByName = now.ToLookup(static trait => trait.Name, static trait => trait.Value);
        string[] differences =
        [
            .. saved.Concat(now).Select(static trait => trait.Name).Distinct()
                .Where(name => savedByName[name].FirstOrDefault() != nowByName[name].FirstOrDefault())
                .Select(name => $"{name} is {savedByName[name].FirstOrDefault("unknown")} in the snapshot and {nowByName[name].FirstOrDefault("unknown")} now"),
        ];
        return differences.Length == 0 ? null : string.Join(", ", differences);
    }

    internal static ImmutableArray<SnapshotTrait> Walk(StateWalk walk, ImmutableArray<SnapshotTrait> traits)
    {
        int count = walk.Next(traits.Length, 0, MaxCount);
        var next = ImmutableArray.CreateBuilder<SnapshotTrait>();
        for (int i = 0; i < count; i++)
        {
            SnapshotTrait trait = i < traits.Length ? traits[i] : default;
            next.Add(new SnapshotTrait(walk.Text(trait.Name), walk.Text(trait.Value)));
        }

        return next.ToImmutable();
    }
}
