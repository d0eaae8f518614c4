using StreamRnn.Benchmarks.Targets;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>Where a target's figure stands in the table.</summary>
/// <param name="Target">The target.</param>
/// <param name="Task">The line.</param>
/// <param name="Rival">A peer's name, or null for the share of the processor's peak.</param>
internal sealed record PeerTarget(Target Target, string Task, string? Rival)
{
    /// <summary>All targets that the peers' run covers.</summary>
    public static IReadOnlyList<PeerTarget> All { get; } =
    [
        new(TargetCatalogue.OneStreamOnnxRuntime, "one stream, H = 32", PeerNames.OnnxRuntime),
        new(TargetCatalogue.OneStreamOneDnn, "one stream, H = 32", PeerNames.OneDnn),
        new(TargetCatalogue.MicroBatchOnnxRuntime, "micro-batch 64, H = 32", PeerNames.OnnxRuntime),
        new(TargetCatalogue.MicroBatchPeak32, "micro-batch 64, H = 32", null),
        new(TargetCatalogue.MicroBatchPeak128, "micro-batch 64, H = 128", null),
        new(TargetCatalogue.TrainingLibTorch, "training step, T = 32, B = 16, H = 32", PeerNames.LibTorch),
        new(TargetCatalogue.TrainingPeak, "training step, T = 32, B = 16, H = 32", null),
    ];

    /// <summary>Says whether it is met, or that its peer is missing.</summary>
    public void Tell(Report report, IReadOnlyList<PeerResult> results)
    {
        PeerResult result = results.Single(line => line.Task == Task);
        if (Rival is null)
        {
            report.Measured(Target, 100 * result.ShareOfPeak);
        }
        else if (result.Ratios.TryGetValue(Rival, out Distribution ratio))
        {
            report.Measured(Target, ratio.Median);
        }
        else
        {
            report.LeftOut(Target, $"there is no {Rival} on this machine");
        }
    }
}
