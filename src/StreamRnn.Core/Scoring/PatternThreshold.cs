using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// What the evidence of patterns reaches in the stream's normal life, by two quantiles of its maxima over blocks of 64 rows, u = 0.5 and w = 0.8: rare anomalies, however large, don't move
/// them, as its tail is heavier than an exponential one. All-zero bytes are fresh.
/// </summary>
/// <remarks>The first 20 maxima give both; then each follows by step q or -step (1 - q), step = s (5 max(1/n, 1/300) + 0.02), s = max((w - u) / ln 2.5, 1e-3 + 1e-3 u).</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct PatternThreshold
{
    /// <summary>Rows of a block.</summary>
    public const int BlockRows = 64;

    /// <summary>Blocks before it says anything.</summary>
    public const int WarmUpBlocks = 20;

    private const double Median = 0.5;
    private const double Quantile = 0.8;
    private const double Memory = 300;
    private const double LogOfRatio = 0.9162907318741551; // ln((1 - 0.5) / (1 - 0.8))

    private First first;
    private double median;
    private double quantile;
    private double blockMaximum;
    private long rows;

    private readonly double Spacing => Math.Max((quantile - median) / LogOfRatio, 1e-3 + (1e-3 * median));

    /// <summary>x of a row's evidence, which is then taken in; 0 for the first 20 blocks.</summary>
    public double Observe(double evidence)
    {
        long blocks = rows / BlockRows;
        double past = blocks - WarmUpBlocks + 1;
        double exceeded = past > 0 ? (evidence - median) / Spacing * (past / (past + 5)) : 0;
        blockMaximum = Math.Max(blockMaximum, evidence);
        if (++rows % BlockRows == 0)
        {
            EndBlock((int)Math.Min(blocks, int.MaxValue), blockMaximum);
            blockMaximum = 0;
        }

        return exceeded;
    }

    private void EndBlock(int blocks, double maximum)
    {
        if (blocks < WarmUpBlocks)
        {
            first[blocks] = maximum;
            if (blocks == WarmUpBlocks - 1)
            {
                Span<double> sorted = first;
                sorted.Sort();
                median = sorted[(int)(Median * (WarmUpBlocks - 1))];
                quantile = sorted[(int)(Quantile * (WarmUpBlocks - 1))];
            }

            return;
        }

        double step = Spacing * ((5 * Math.Max(1.0 / (blocks + 1), 1 / Memory)) + 0.02);
        median += maximum > median ? step * Median : -step * (1 - Median);
        quantile += maximum > quantile ? step * Quantile : -step * (1 - Quantile);
    }

    [InlineArray(WarmUpBlocks)]
    private struct First
    {
        private double value;
    }
}
