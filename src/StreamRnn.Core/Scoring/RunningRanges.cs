using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>How far each of four values lies beyond the decayed running range of its own values before it. All-zero bytes are fresh ranges.</summary>
/// <remarks>
/// <para>
/// Overshoot: (v - hi) / span above, (v - lo) / span below, 0 within, span = max(hi - lo, 1e-9 + 1e-3 |m|), all from before v; 0 for the
/// first <see cref="RunningRangeOptions.WarmUp"/> values. Then, with t values seen, v included: m += (v - m) / min(t, 2000), hi -= k (hi - m), lo += k (m - lo), in
/// this order, and the range is extended to v.
/// </para>
/// <para>Side by side, as a vector, they cost what one costs alone. Each has the bits that it would have alone.</para>
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct RunningRanges
{
    private const int MeanMemory = 2000;

    /// <summary>Values between two looks for what has decayed: a power of two, and few enough for nothing to come from <see cref="Underflow.Bound"/> to a subnormal number meanwhile.</summary>
    internal const int DecayInterval = 4096;

    private Quadruple mean;
    private Quadruple high;
    private Quadruple low;

    /// <summary>m: the running means, over the last 2000 values or so.</summary>
    public readonly Vector256<double> Mean => mean.Vector;

    /// <summary>hi: the upper ends of the decayed ranges.</summary>
    public readonly Vector256<double> High => high.Vector;

    /// <summary>lo: the lower ends of the decayed ranges.</summary>
    public readonly Vector256<double> Low => low.Vector;

    /// <summary>max(hi - lo, 1e-9 + 1e-3 |m|), above 0.</summary>
    public readonly Vector256<double> Span =>
        Vector256.MaxNative(high.Vector - low.Vector, Vector256.Create(1e-9) + (1e-3 * Vector256.Abs(mean.Vector)));

    /// <summary>Measures <paramref name="values"/> against the ranges, then extends the ranges to them.</summary>
    /// <param name="options">The ranges' constants, the same in every call.</param>
    /// <param name="values">v, finite, within ±1e300.</param>
    /// <param name="seen">How many values the ranges have taken in, 0 and above.</param>
    /// <returns>The overshoots as shares of the ranges: positive above, negative below, 0 within.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Observe(RunningRangeOptions options, Vector256<double> values, int seen)
    {
        if (seen == 0)
        {
            mean.Vector = high.Vector = low.Vector = values;
            return Vector256<double>.Zero;
        }

        Vector256<double> beyond = Vector256.MaxNative(Vector256<double>.Zero, values - High) + Vector256.MinNative(Vector256<double>.Zero, values - Low);
        Vector256<double> isKnown = Vector256.GreaterThanOrEqual(Vector256.Create((double)seen), options.WarmUp);
        Vector256<double> overshoot = beyond / Span & isKnown;
        Vector256<double> newMean = Mean + ((values - Mean) / Vector256.Create((double)Math.Min(seen + 1L, MeanMemory)));
        mean.Vector = newMean;
        high.Vector = Vector256.MaxNative(High - (options.Decay * (High - newMean)), values);
        low.Vector = Vector256.MinNative(Low + (options.Decay * (newMean - Low)), values);
        if (seen % DecayInterval == DecayInterval - 1)
        {
            EndDecay();
        }

        return overshoot;
    }

    /// <summary>Ranges decay so slowly that to look at each value would cost more than it saves.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndDecay()
    {
        mean.Vector = Underflow.ToZero(mean.Vector);
        high.Vector = Underflow.ToZero(high.Vector);
        low.Vector = Underflow.ToZero(low.Vector);
    }
}

/// <summary>The constants of four <see cref="RunningRanges"/>.</summary>
/// <param name="Decay">k, the share by which a range shrinks towards its mean per value, at most 0.1.</param>
/// <param name="WarmUp">Values whose overshoot is 0.</param>
public readonly record struct RunningRangeOptions(Vector256<double> Decay, Vector256<double> WarmUp);
