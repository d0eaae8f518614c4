using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Evidence that one reading is out of place, on which at least two of four views of it must agree: s = sum - largest of S(network's error),
/// S(linear predictor's error), S(v - EWMA_0.1 before v) / 2 and S(v - time-of-day profile before v), S(e) = √C(0.95, 20000)(|e|). All-zero bytes are a fresh state.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct SharpEvidence
{
    private const double AverageRate = 0.1;

    private Calibrators calibrators;
    private double average;

    /// <summary>The profile of the readings: 288 bins, rate 0.15.</summary>
    public static DayProfileOptions Profile => new(288, 0.15);

    private static CalibratorOptions Options => new(0.95, 20_000);

    private static Vector256<double> Weights => Vector256.Create(1, 1, 0.5, 1);

    /// <summary>Weighs a reading, then takes it in.</summary>
    /// <param name="networkError">x minus the network's forecast, finite.</param>
    /// <param name="linearError">x minus the linear predictor's.</param>
    /// <param name="value">v, finite, within ±1e30.</param>
    /// <param name="profileValue">What the profile said of v's time of day before v; NaN where there is no clock.</param>
    /// <param name="seen">How many readings were taken in before.</param>
    /// <param name="start">The calibrators' first values, <c>[600]</c>; see <see cref="Calibrators"/>.</param>
    /// <returns>s, 0 and above.</returns>
    public double Observe(double networkError, double linearError, double value, double profileValue, int seen, Span<float> start)
    {
        Vector256<double> views = ObserveViews(networkError, linearError, value, profileValue, seen, start);
        double first = views.GetElement(0), second = views.GetElement(1), third = views.GetElement(2), fourth = views.GetElement(3);
        return first + second + third + fourth - Math.Max(Math.Max(first, second), Math.Max(third, fourth));
    }

    /// <summary>The four views of a reading, in the order above, which is then taken in: what <see cref="Observe"/> joins.</summary>
    internal Vector256<double> ObserveViews(double networkError, double linearError, double value, double profileValue, int seen, Span<float> start)
    {
        average = seen == 0 ? value : average;
        double residual = seen == 0 || double.IsNaN(profileValue) ? 0 : value - profileValue;
        Vector256<double> errors = Vector256.Abs(Vector256.Create(networkError, linearError, value - average, residual));
        average = Underflow.ToZero(average + (AverageRate * (value - average)));
        Vector256<double> calibrated = calibrators.Observe(Options, errors, seen, start);
        return Vector256.Sqrt(calibrated) * Weights;
    }
}
