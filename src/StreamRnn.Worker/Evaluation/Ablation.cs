using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Evaluation;

/// <summary>The detector without one of its parts.</summary>
/// <param name="Name">What is taken out.</param>
/// <param name="Apply">Takes it out.</param>
internal sealed record Ablation(string Name, Func<LaneOptions, LaneOptions> Apply)
{
    /// <summary>The whole detector.</summary>
    public static readonly Ablation None = new("nothing", lane => lane);

    /// <summary>Every part that can be taken out by itself.</summary>
    public static IReadOnlyList<Ablation> All { get; } = [
        new("learning", lane => lane with { Learn = false }),
        Of("networks", DetectorParts.Network),
        Of("slower scales", DetectorParts.SlowerScales),
        Of("pattern memory", DetectorParts.Pattern),
        Of("slow evidence", DetectorParts.SlowEvidence),
        Of("sharp evidence", DetectorParts.SharpEvidence),
        Of("running ranges", DetectorParts.RunningRanges),
    ];

    private static Ablation Of(string name, DetectorParts part) => new(name, lane => lane with { Without = part });
}
