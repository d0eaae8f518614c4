using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// What a kind of evidence reaches in the stream's normal life: the 0.8 quantile u of its maxima over blocks of rows, and the mean excess s above it. All-zero bytes are fresh.
/// </summary>
/// <remarks>
/// <para>
/// The maxima of blocks, as rows next to each other say the same; a quantile, as anomalies come back, and a maximum of the past would hide all after the first. With an exponential
/// tail a normal stream's block reaches x = (e - u) / s with probability 0.2 e^-x.
/// </para>
/// <para>
/// With n maxima seen before this one: the first sets u = e and s = 0.3 e; then step = s (5 max(1/(n + 1), 1/300) + 0.02), for the first <c>warmUp</c> s (6 / (n + 2) + 0.05);
/// where e > u: s += (min(e - u, 8s) - s) / m, m = 0.2 (n + 1) within [4, 60] ([2, …] at first), and u += 0.8 step; else u -= 0.2 step. s is at least the kind's smallest.
/// Where e lies below u/1000 - 1, both shrink by 0.15 instead: what was learned while the stream stood still is forgotten in some tens of blocks.
/// </para>
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct BlockThreshold
{
    private const double Quantile = 0.8;
    private const double Memory = 300;
    private const double MaxExcesses = Memory * (1 - Quantile);
    private const double ExcessClip = 8;
    private const double FirstExcess = 0.3;
    private const float FarBelow = 1000;
    private const float Forgetting = 0.85f;

    /// <summary>The most that evidence counts: what a half-precision number holds.</summary>
    public const double MaxEvidence = 60_000;

    private float threshold;
    private Half excess;
    private Half blockMaximum;

    /// <summary>u.</summary>
    public readonly double Threshold => threshold;

    /// <summary>s, above 0 once a block was seen.</summary>
    public readonly double Excess => (double)excess;

    /// <summary>x: evidence in multiples of the usual excess.</summary>
    public readonly double Exceed(double evidence) => (evidence - threshold) / (double)excess;

    /// <summary>Takes a row's evidence, at most <see cref="MaxEvidence"/>, into the block under way.</summary>
    public void Observe(double evidence) => blockMaximum = Half.Max(blockMaximum, (Half)evidence);

    /// <summary>Ends the block under way.</summary>
    /// <param name="blocks">n: blocks that ended before.</param>
    /// <param name="warmUp">Blocks in which it finds its place.</param>
    /// <param name="minExcess">The smallest s, above 0.</param>
    public void EndBlock(int blocks, int warmUp, double minExcess)
    {
        double evidence = (double)blockMaximum;
        blockMaximum = default;
        if (blocks == 0)
        {
            threshold = (float)evidence;
            excess = (Half)Math.Max(minExcess, FirstExcess * evidence);
            return;
        }

        double before = (double)excess;
        bool isWarm = blocks >= warmUp;
        double gain = isWarm ? (5 * Math.Max(1.0 / (blocks + 1), 1 / Memory)) + 0.02 : (6.0 / (blocks + 2)) + 0.05;
        double over = evidence - threshold;
        if (over > 0)
        {
            double weight = Math.Clamp((1 - Quantile) * (blocks + 1), isWarm ? 4 : 2, MaxExcesses);
            threshold = (float)(threshold + (before * gain * Quantile));
            excess = (Half)Math.Clamp(before + ((Math.Min(over, ExcessClip * before) - before) / weight), minExcess, MaxEvidence);
        }
        else if (evidence < (threshold / FarBelow) - 1)
        {
            // Of another life: a stream that stood still and now moves has had errors beyond all measure.
            threshold *= Forgetting;
            excess = (Half)Math.Max(before * Forgetting, minExcess);
        }
        else
        {
            threshold = (float)(threshold - (before * gain * (1 - Quantile)));
        }
    }
}
