using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Numerics;

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
public struct FeatureRanges
{
    private const double OvershootHalfPoint = 0.1;

    private RunningRanges ranges;
    private Quadruple averages;

    /// <summary>The profile of the readings that the residual is to.</summary>
    public static DayProfileOptions Profile => new(48, 0.1);

    /// <summary>m and span of the reading's range.</summary>
    public readonly (double Mean, double Span) Reading => (ranges.Mean.ToScalar(), ranges.Span.ToScalar());

    /// <summary>EWMA_0.01 of the readings, starting with the first: what a profile says of a time of day that it has not seen.</summary>
    public readonly double LongAverage => averages[0];

    private static RunningRangeOptions Options => new(Vector256.Create(1e-4, 1e-4, 1e-4, 3e-5), Vector256.Create(50.0, 50, 50, 150));

    private static Vector256<double> Rates => Vector256.Create(0.01, 0.1, 0.03, 0.02);

    private static Vector256<double> OfReading => Vector256.Create(-1, 0, 0, 0).AsDouble();

    private static Vector256<double> OfResidual => Vector256.Create(0, 0, 0, -1).AsDouble();

    /// <summary>Measures a reading against all four ranges, then takes it in.</summary>
    /// <param name="value">v, finite, within ±1e30.</param>
    /// <param name="profileValue">What the profile said of v's bin before v; NaN where the stream has no clock.</param>
    /// <param name="seen">How many readings were taken in before.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RangeEvidence Observe(double value, double profileValue, int seen)
    {
        double residual = seen == 0 || double.IsNaN(profileValue) ? 0 : value - profileValue;
        Vector256<double> sources = Vector256.ConditionalSelect(OfResidual, Vector256.Create(residual), Vector256.Create(value));
        Vector256<double> rates = seen == 0 ? Vector256<double>.One : Rates;
        Vector256<double> averaged = averages.Vector + ((sources - averages.Vector) * rates);
        averages.Vector = Underflow.ToZero(averaged);
        Vector256<double> overshoot = ranges.Observe(Options, Vector256.ConditionalSelect(OfReading, sources, averaged), seen);

        // Few readings lie beyond any of their ranges.
        return overshoot == Vector256<double>.Zero ? default : Sum(overshoot);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RangeEvidence Sum(Vector256<double> overshoots)
    {
        var sum = default(RangeEvidence);
        for (int i = 0; i < Quadruple.Length; i++)
        {
            double overshoot = overshoots.GetElement(i);
            double magnitude = Math.Abs(overshoot);
            double total = sum.Total + (Saturation.Of(magnitude, OvershootHalfPoint));
            sum = magnitude > Math.Abs(sum.Overshoot)
                ? new RangeEvidence(total, Evidence.Reading + i, overshoot)
                : sum with { Total = total };
        }

        return sum;
    }
}

/// <summary>What the running ranges of one feature say of one reading.</summary>
/// <param name="Total">E: the sum over the ranges of x / (x + 0.1), x the overshoot's magnitude; within [0, 4).</param>
/// <param name="Leading">The range with the largest overshoot, <see cref="Evidence.None"/> where none has one.</param>
/// <param name="Overshoot">Its overshoot as a share of its range: positive above it, negative below.</param>
public readonly record struct RangeEvidence(double Total, Evidence Leading, double Overshoot)
{
    /// <summary>+1 above what was seen before, -1 below, 0 where no range has an overshoot.</summary>
    public int Direction => Math.Sign(Overshoot);
}
