using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Evidence that forecast errors stay large: sum over the smoothing rates a = 0.3, 0.1, 0.03, 0.01 of min(30, C(0.5, 10000)(EWMA_a |error|)). For errors
/// of the forecaster at scale d = 1. All-zero bytes are a fresh state.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct SlowEvidence
{
    private const double Cap = 30;

    private Quadruple averages;
    private Calibrators calibrators;

    private static CalibratorOptions Options => new(0.5, 10_000);

    private static Vector256<double> Rates => Vector256.Create(0.3, 0.1, 0.03, 0.01);

    /// <summary>Weighs an error, then takes it in.</summary>
    /// <param name="error">Normalised value minus forecast, finite, either sign.</param>
    /// <param name="seen">How many errors were taken in before.</param>
    /// <param name="start">The calibrators' first values, <c>[600]</c>, or empty for the start without a buffer; see <see cref="Calibrators"/>.</param>
    /// <returns>The evidence, within [0, 120].</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Observe(double error, int seen, Span<float> start)
    {
        Vector256<double> rates = seen == 0 ? Vector256<double>.One : Rates;
        Vector256<double> averaged = averages.Vector + ((Vector256.Create(Math.Abs(error)) - averages.Vector) * rates);
        averages.Vector = Underflow.ToZero(averaged);
        Vector256<double> calibrated = calibrators.Observe(Options, averaged, seen, start);
        Vector256<double> capped = Vector256.MinNative(Vector256.Create(Cap), calibrated);

        // In this order on every machine, which Vector256.Sum leaves open.
        return capped.GetElement(0) + capped.GetElement(1) + capped.GetElement(2) + capped.GetElement(3);
    }
}
