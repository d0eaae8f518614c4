using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// The four running ranges of a feature: of the reading v, of EWMA_0.1(v), of EWMA_0.03(v) (decay 1e-4, after 50 values), and of EWMA_0.02 of the residual to a
/// time-of-day profile of 48 bins (rate 0.1; decay 3e-5, after 150 values). All-zero bytes are a fresh state.
/// </summary>
/// <remarks>
/// The averages of v start with its first value and are measured after they took v in; the averaged residual starts at 0, and the first residual is 0.
/// The reading's range is also the one that normalises: see <see cref="Normaliser"/>. The reading itself needs no average; in its place stands EWMA_0.01(v).
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct FeatureRanges<TQuadruple>
    where TQuadruple : unmanaged, IQuadruple<TQuadruple>
{
    private const double OvershootHalfPoint = 0.1;

    private RunningRanges<TQuadruple> ranges;
    private TQuadruple averages;

    /// <summary>EWMA_0.01 of the readings, starting with the first: what a profile says of a time of day that it has not seen.</summary>
    public readonly double LongAverage => averages.First;

    /// <summary>EWMA_0.1 of the readings.</summary>
    public readonly double FastAverage => averages[1];

    /// <summary>EWMA_0.03 of the readings.</summary>
    public readonly double SlowAverage => averages[2];

    private static RunningRangeOptions<TQuadruple> Options => new(TQuadruple.Of(1e-4, 1e-4, 1e-4, 3e-5), TQuadruple.Of(50, 50, 50, 150));

    private static TQuadruple Rates => TQuadruple.Of(0.01, 0.1, 0.03, 0.02);

    private static TQuadruple OfReading => TQuadruple.Above(TQuadruple.Of(1, 0, 0, 0), default);

    private static TQuadruple OfResidual => TQuadruple.Above(TQuadruple.Of(0, 0, 0, 1), default);

    /// <summary>m and span of the reading's range.</summary>
    /// <param name="origin">What readings are relative to: 0, or the first one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly (double Mean, double Span) Reading(double origin) => (ranges.Mean.First, ranges.Span(TQuadruple.Of(origin)).First);

    /// <summary>Measures a reading against all four ranges, then takes it in.</summary>
    /// <param name="value">v, finite, within ±1e30; in single precision v - v_first, within ±1e28.</param>
    /// <param name="profileValue">What the profile said of v's bin before v, relative to the same; NaN where the stream has no clock.</param>
    /// <param name="origin">What they are relative to, the same in every call: 0, or v_first.</param>
    /// <param name="seen">How many readings were taken in before.</param>
    /// <returns>E: the sum over the ranges of x / (x + 0.1), x the overshoot's magnitude; within [0, 4).</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Observe(double value, double profileValue, double origin, int seen)
    {
        double residual = seen == 0 || double.IsNaN(profileValue) ? 0 : value - profileValue;
        TQuadruple sources = TQuadruple.Of(value, value, value, residual);
        TQuadruple rates = seen == 0 ? TQuadruple.Of(1) : Rates;
        TQuadruple averaged = averages + ((sources - averages) * rates);
        averages = TQuadruple.ToZero(averaged);
        TQuadruple overshoot = ranges.Observe(
            Options, TQuadruple.Select(OfReading, sources, averaged), TQuadruple.Select(OfResidual, default, TQuadruple.Of(origin)), seen);

        // Few readings lie beyond any of their ranges.
        return overshoot.IsZero ? 0 : Sum(overshoot);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Sum(TQuadruple overshoots)
    {
        double sum = 0;
        for (int i = 0; i < Quadruple.Length; i++)
        {
            sum += Saturation.Of(Math.Abs(overshoots[i]), OvershootHalfPoint);
        }

        return sum;
    }
}

/// <summary>The profile of the readings that the residual is to.</summary>
internal static class ReadingProfile
{
    /// <summary>48 bins, rate 0.1.</summary>
    public static DayProfileOptions Options => new(48, 0.1);
}
