using System.Numerics;
using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>How much each row stands out, whether anyone is to be woken or not: lasting evidence, held for a while, and on top of it single readings out of place. All-zero bytes are a fresh state.</summary>
/// <remarks>
/// With P = (A + Z + N/2 + 60 E) · n / (n + 500) the lasting evidence after n rows, E what the running ranges say (<see cref="FeatureRanges{TQuadruple}"/>): H = max(P, H e^(-1/128)), G = P + H/2; the raw score is
/// G / (G + 90) + max(0, y' - 2.5), y' the sharp evidence where it rises (<see cref="BurstFilter{TReal}"/>, floor 1).
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct DenseScore<TReal>
    where TReal : unmanaged, IBinaryFloatingPointIeee754<TReal>
{
    private const double HoldDecay = 0.9922179382602435; // e^(-1/128)
    private const double HalfPoint = 90;
    private const double SharpFloor = 1;
    private const double SharpOffset = 2.5;

    private TReal held;
    private BurstFilter<TReal> bursts;

    /// <summary>The raw score of a row, which is then taken in.</summary>
    /// <param name="lasting">P, 0 and above.</param>
    /// <param name="sharp">Gated sharp evidence y, 0 and above; see <see cref="SharpGate"/>.</param>
    /// <returns>0 and above, without bound.</returns>
    public double Observe(double lasting, double sharp)
    {
        double hold = Underflow.ToZero(Math.Max(lasting, double.CreateTruncating(held) * HoldDecay));
        held = TReal.CreateTruncating(hold);
        double total = lasting + (hold / 2);
        double rise = bursts.Observe(sharp, SharpFloor, out _);
        return Saturation.Of(total, HalfPoint) + Math.Max(0, rise - SharpOffset);
    }
}

/// <summary>Evidence that lasts.</summary>
internal static class LastingEvidence
{
    /// <summary>What range evidence weighs beside the others: without it VUS-PR on NAB is 0.02 less, on both halves (docs/evaluation.md).</summary>
    public const double RangeWeight = 60;

    private const double RampRows = 500;

    /// <summary>P: it comes to count in full as a stream becomes known.</summary>
    /// <param name="evidence">A + Z + N/2 + 60 E, 0 and above.</param>
    /// <param name="rows">n: rows before this one.</param>
    public static double After(double evidence, long rows) => evidence * (rows / (rows + RampRows));
}
