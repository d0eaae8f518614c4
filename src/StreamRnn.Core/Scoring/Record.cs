using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>How far a value lies beyond the decayed running range of those before it. All-zero bytes are a fresh record.</summary>
/// <remarks>
/// Overshoot: (v - hi) / span above, (v - lo) / span below, 0 within, span = max(hi - lo, 1e-9 + 1e-3 |m|), all from before v; 0 for the
/// first <c>warmUp</c> values. Then, with t values seen, v included: m += (v - m) / min(t, 2000), hi -= k (hi - m), lo += k (m - lo), in
/// this order, and the range is extended to v.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct Record
{
    private const int MeanMemory = 2000;

    private double mean;
    private double high;
    private double low;
    private int count;

    /// <summary>m: the running mean, over the last 2000 values or so.</summary>
    public readonly double Mean => mean;

    /// <summary>hi: the upper end of the decayed range.</summary>
    public readonly double High => high;

    /// <summary>lo: the lower end of the decayed range.</summary>
    public readonly double Low => low;

    /// <summary>max(hi - lo, 1e-9 + 1e-3 |m|), above 0.</summary>
    public readonly double Span => Math.Max(high - low, 1e-9 + (1e-3 * Math.Abs(mean)));

    /// <summary>Values seen, held at <see cref="int.MaxValue"/>.</summary>
    public readonly int Count => count;

    /// <summary>Measures <paramref name="value"/> against the range, then extends the range to it.</summary>
    /// <param name="value">v, finite, within ±1e300.</param>
    /// <param name="decay">k, the share by which the range shrinks towards the mean per value.</param>
    /// <param name="warmUp">Values whose overshoot is 0.</param>
    /// <returns>The overshoot as a share of the range: positive above it, negative below it, 0 within.</returns>
    public double Observe(double value, double decay, int warmUp)
    {
        if (count == 0)
        {
            mean = high = low = value;
            count = 1;
            return 0;
        }

        double overshoot = 0;
        if (count >= warmUp)
        {
            overshoot = (Math.Max(0, value - high) + Math.Min(0, value - low)) / Span;
        }

        count += count < int.MaxValue ? 1 : 0;
        mean += (value - mean) / Math.Min(count, MeanMemory);
        high -= decay * (high - mean);
        low += decay * (mean - low);
        high = Math.Max(high, value);
        low = Math.Min(low, value);
        return overshoot;
    }
}
