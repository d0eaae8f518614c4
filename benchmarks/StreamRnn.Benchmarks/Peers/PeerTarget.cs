using System.Globalization;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>What a line of the table should reach.</summary>
/// <param name="Task">The line.</param>
/// <param name="Rival">A peer's name, or null for the share of the processor's peak.</param>
/// <param name="Least">The ratio, or the share in per cent.</param>
internal sealed record PeerTarget(string Task, string? Rival, double Least)
{
    /// <summary>All targets that the peers' run covers, measured on a machine with AVX-512.</summary>
    public static IReadOnlyList<PeerTarget> All { get; } =
    [
        new("one stream, H = 32", PeerNames.OnnxRuntime, 50),
        new("one stream, H = 32", PeerNames.OneDnn, 15),
        new("micro-batch 64, H = 32", PeerNames.OnnxRuntime, 3.5),
        new("micro-batch 64, H = 32", null, 70),
        new("micro-batch 64, H = 128", null, 85),
        new("training step, T = 32, B = 16, H = 32", PeerNames.LibTorch, 25),
        new("training step, T = 32, B = 16, H = 32", null, 65),
    ];

    /// <summary><c>target one stream, H = 32 vs ONNX Runtime ≥ 50: met 63.1</c>, or short by how much, or not measured.</summary>
    public string Report(IReadOnlyList<PeerResult> results)
    {
        PeerResult result = results.Single(line => line.Task == Task);
        string text = string.Create(CultureInfo.InvariantCulture, $"target {Task} {(Rival is null ? $"share of peak ≥ {Least} %" : $"vs {Rival} ≥ {Least}")}: ");
        if (Rival is not null && !result.Ratios.ContainsKey(Rival))
        {
            return text + $"not measured, as there is no {Rival} here";
        }

        double reached = Rival is null ? 100 * result.ShareOfPeak : result.Ratios[Rival].Median;
        string unit = Rival is null ? " %" : string.Empty;
        return text + FormattableString.Invariant(
            reached >= Least ? (FormattableString)$"met {reached:0.0}{unit}" : $"short by {Least - reached:0.0}{(Rival is null ? " points" : string.Empty)} at {reached:0.0}{unit}");
    }
}
