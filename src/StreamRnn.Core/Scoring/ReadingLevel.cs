using System.Numerics;
using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Where a feature's readings lie and how far they spread, whatever a few of them say: the measure by which a reading is wild. All-zero bytes are a fresh state.
/// </summary>
/// <remarks>
/// With t readings seen before, rate k = max(1/(t + 2), 1/3000) and d = v - level: level += k clip(d, ±4 scale), scale += 2k (min(|d|, 6 scale) - scale), the scale from before; for the first
/// 20 readings scale is at least |d|, and at all times 1e-6 + 1e-4 |level|, so that a constant start does not end in 0 for ever. A hundred wild readings in a row make the scale 1.4 times
/// as large; a new level, however far, is reached in some thousands of readings, as the scale grows with each.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct ReadingLevel<TReal>
    where TReal : unmanaged, IBinaryFloatingPointIeee754<TReal>
{
    private const int Memory = 3000;
    private const int StartReadings = 20;
    private const double LevelLimit = 4;
    private const double ScaleLimit = 6;
    private const double DistanceLimit = 10;

    private TReal level;
    private TReal scale;

    /// <summary>The level, relative to the origin of the values.</summary>
    public readonly double Level => double.CreateTruncating(level);

    /// <summary>The mean deviation from it, above 0 once a reading was seen.</summary>
    public readonly double Scale => double.CreateTruncating(scale);

    /// <summary>The reading, or the farthest within so many scales that counts in its place; the first 20 are all taken as they are.</summary>
    public readonly double Limit(double value, double scales, int seen) =>
        seen < StartReadings ? value : Math.Clamp(value, Level - (scales * Scale), Level + (scales * Scale));

    /// <summary>A reading's distance from what was expected, at most 10 scales.</summary>
    public readonly double LimitedDistance(double value, double expected) => Math.Clamp(value - expected, -DistanceLimit * Scale, DistanceLimit * Scale);

    /// <summary>Takes a reading in.</summary>
    /// <param name="value">v, finite, relative to the origin.</param>
    /// <param name="origin">What values are relative to, the same in every call: 0, or the first reading.</param>
    /// <param name="seen">t: readings taken in before.</param>
    public void Observe(double value, double origin, int seen)
    {
        if (seen == 0)
        {
            level = TReal.CreateTruncating(value);
            scale = TReal.CreateTruncating(MinScale(value + origin) + (1e-3 * Math.Abs(value + origin)));
        }

        double before = Scale;
        double deviation = value - Level;
        double rate = Math.Max(1 / (seen + 2.0), 1.0 / Memory);
        double moved = Underflow.ToZero(Level + (rate * Math.Clamp(deviation, -LevelLimit * before, LevelLimit * before)));
        double spread = before + (2 * rate * (Math.Min(Math.Abs(deviation), ScaleLimit * before) - before));
        spread = seen < StartReadings ? Math.Max(spread, Math.Abs(deviation)) : spread;
        level = TReal.CreateTruncating(moved);
        scale = TReal.CreateTruncating(Math.Max(spread, MinScale(moved + origin)));
    }

    private static double MinScale(double level) => 1e-6 + (1e-4 * Math.Abs(level));
}
