using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>How far each of four values lies beyond the decayed running range of its own values before it. All-zero bytes are fresh ranges.</summary>
/// <remarks>
/// <para>
/// Overshoot: (v - hi) / span above, (v - lo) / span below, 0 within, span = max(hi - lo, 1e-9 + 1e-3 |m|), all from before v; 0 for the
/// first <see cref="RunningRangeOptions{TQuadruple}.WarmUp"/> values. Then, with t values seen, v included: m += (v - m) / min(t, 2000), hi -= k (hi - m), lo += k (m - lo), in
/// this order, and the range is extended to v.
/// </para>
/// <para>
/// In single precision the values are relative to the stream's first one, v - v_first, and v_first comes back where a range is measured against its values' magnitude.
/// </para>
/// <para>Side by side, as a vector, they cost what one costs alone. Each has the bits that it would have alone.</para>
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct RunningRanges<TQuadruple>
    where TQuadruple : unmanaged, IQuadruple<TQuadruple>
{
    private const int MeanMemory = 2000;

    /// <summary>Values between two looks for what has decayed: a power of two, and few enough for nothing to come from <see cref="Numerics.Underflow.Bound"/> to a subnormal number meanwhile.</summary>
    internal const int DecayInterval = 4096;

    private TQuadruple mean;
    private TQuadruple high;
    private TQuadruple low;

    /// <summary>m: the running means, over the last 2000 values or so.</summary>
    public readonly TQuadruple Mean => mean;

    /// <summary>hi: the upper ends of the decayed ranges.</summary>
    public readonly TQuadruple High => high;

    /// <summary>lo: the lower ends of the decayed ranges.</summary>
    public readonly TQuadruple Low => low;

    /// <summary>max(hi - lo, 1e-9 + 1e-3 |origin + m|), above 0.</summary>
    /// <param name="origin">What the values are relative to.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TQuadruple Span(TQuadruple origin) =>
        TQuadruple.Max(high - low, TQuadruple.Of(1e-9) + (TQuadruple.Of(1e-3) * TQuadruple.Abs(origin + mean)));

    /// <summary>Measures <paramref name="values"/> against the ranges, then extends the ranges to them.</summary>
    /// <param name="options">The ranges' constants, the same in every call.</param>
    /// <param name="values">v, finite, within ±1e300, or ±1e28 in single precision.</param>
    /// <param name="origin">What they are relative to, the same in every call.</param>
    /// <param name="seen">How many values the ranges have taken in, 0 and above.</param>
    /// <returns>The overshoots as shares of the ranges: positive above, negative below, 0 within.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TQuadruple Observe(RunningRangeOptions<TQuadruple> options, TQuadruple values, TQuadruple origin, int seen)
    {
        if (seen == 0)
        {
            mean = high = low = values;
            return default;
        }

        TQuadruple oldMean = mean, oldHigh = high, oldLow = low;
        TQuadruple beyond = TQuadruple.Max(default, values - oldHigh) + TQuadruple.Min(default, values - oldLow);
        TQuadruple isKnown = TQuadruple.NotBelow(TQuadruple.Of(seen), options.WarmUp);
        TQuadruple overshoot = TQuadruple.Select(isKnown, beyond / Span(origin), default);
        TQuadruple newMean = oldMean + ((values - oldMean) / TQuadruple.Of(Math.Min(seen + 1L, MeanMemory)));
        mean = newMean;
        high = TQuadruple.Max(oldHigh - (options.Decay * (oldHigh - newMean)), values);
        low = TQuadruple.Min(oldLow + (options.Decay * (newMean - oldLow)), values);
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
        mean = TQuadruple.ToZero(mean);
        high = TQuadruple.ToZero(high);
        low = TQuadruple.ToZero(low);
    }
}

/// <summary>The constants of four <see cref="RunningRanges{TQuadruple}"/>.</summary>
/// <param name="Decay">k, the share by which a range shrinks towards its mean per value, at most 0.1.</param>
/// <param name="WarmUp">Values whose overshoot is 0.</param>
internal readonly record struct RunningRangeOptions<TQuadruple>(TQuadruple Decay, TQuadruple WarmUp);
