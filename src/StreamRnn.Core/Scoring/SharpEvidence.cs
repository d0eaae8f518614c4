using System.Numerics;
using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Evidence that one reading is out of place, on which at least two of four views of it must agree: s = sum - largest of S(network's error),
/// S(linear predictor's error), S(v - EWMA_0.1 before v) / 2 and S(v - time-of-day profile before v), S(e) = √C(0.95, 20000)(|e|). All-zero bytes are a fresh state.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SharpEvidence<TQuadruple, TReal>
    where TQuadruple : unmanaged, IQuadruple<TQuadruple>
    where TReal : unmanaged, IBinaryFloatingPointIeee754<TReal>
{
    private const double AverageRate = 0.1;

    private Calibrators<TQuadruple> calibrators;
    private TReal average;

    private static CalibratorOptions Options => new(0.95, 20_000);

    private static TQuadruple Weights => TQuadruple.Of(1, 1, 0.5, 1);

    /// <summary>Weighs a reading, then takes it in.</summary>
    /// <param name="networkError">x minus the network's forecast, finite.</param>
    /// <param name="linearError">x minus the linear predictor's.</param>
    /// <param name="value">v, finite, within ±1e30.</param>
    /// <param name="profileValue">What the profile said of v's time of day before v; NaN where there is no clock.</param>
    /// <param name="seen">How many readings were taken in before.</param>
    /// <param name="start">The calibrators' first values, <c>[600]</c>; see <see cref="Calibrators{TQuadruple}"/>.</param>
    /// <returns>s, 0 and above.</returns>
    public double Observe(double networkError, double linearError, double value, double profileValue, int seen, Span<float> start)
    {
        TQuadruple views = ObserveViews(networkError, linearError, value, profileValue, seen, start);
        double first = views[0], second = views[1], third = views[2], fourth = views[3];
        return first + second + third + fourth - Math.Max(Math.Max(first, second), Math.Max(third, fourth));
    }

    /// <summary>The four views of a reading, in the order above, which is then taken in: what <see cref="Observe"/> joins.</summary>
    public TQuadruple ObserveViews(double networkError, double linearError, double value, double profileValue, int seen, Span<float> start)
    {
        double before = seen == 0 ? value : double.CreateTruncating(average);
        double residual = seen == 0 || double.IsNaN(profileValue) ? 0 : value - profileValue;
        TQuadruple errors = TQuadruple.Abs(TQuadruple.Of(networkError, linearError, value - before, residual));
        average = TReal.CreateTruncating(Underflow.ToZero(before + (AverageRate * (value - before))));
        return TQuadruple.SquareRoot(calibrators.Observe(Options, errors, seen, start)) * Weights;
    }
}

/// <summary>The profile of the readings that sharp evidence rests on, in rich memory.</summary>
internal static class SharpProfile
{
    /// <summary>288 bins, rate 0.15.</summary>
    public static DayProfileOptions Options => new(288, 0.15);
}
