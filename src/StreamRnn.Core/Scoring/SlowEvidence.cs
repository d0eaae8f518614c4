using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Evidence that forecast errors stay large: sum over some smoothing rates a of min(100, C(0.5, N)(EWMA_a e)), e the weighted error. All-zero bytes are a
/// fresh state.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct SlowEvidence
{
    private Quadruple averages;
    private Calibrators calibrators;

    /// <summary>Weighs an error, then takes it in.</summary>
    /// <param name="options">The constants, the same in every call.</param>
    /// <param name="error">Weighted error, finite, 0 and above.</param>
    /// <param name="seen">How many errors were taken in before.</param>
    /// <param name="start">The calibrators' first values, <c>[600]</c>, or empty for the start without a buffer; see <see cref="Calibrators"/>.</param>
    /// <returns>The evidence, within [0, 400].</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Observe(in SlowEvidenceOptions options, double error, int seen, Span<float> start)
    {
        Vector256<double> rates = seen == 0 ? Vector256<double>.One : options.Rates;
        Vector256<double> averaged = averages.Vector + ((Vector256.Create(error) - averages.Vector) * rates);
        averages.Vector = Underflow.ToZero(averaged);
        Vector256<double> calibrated = calibrators.Observe(options.Calibrators, averaged, seen, start);
        Vector256<double> capped = Vector256.MinNative(options.Caps, calibrated);

        // In this order on every machine, which Vector256.Sum leaves open.
        return capped.GetElement(0) + capped.GetElement(1) + capped.GetElement(2) + capped.GetElement(3);
    }
}

/// <summary>The constants of a <see cref="SlowEvidence"/>.</summary>
/// <param name="Rates">a, of each average.</param>
/// <param name="Caps">The most that each counts for; 0 leaves one out.</param>
/// <param name="Calibrators">C.</param>
public readonly record struct SlowEvidenceOptions(Vector256<double> Rates, Vector256<double> Caps, CalibratorOptions Calibrators)
{
    private const double Cap = 100;

    /// <summary>Those of a forecaster of blocks of d events: rates 0.3, 0.1, 0.03, 0.01 at d = 1 and 1, 0.3, 0.1 above, N = max(1000, 10000 / d).</summary>
    public static SlowEvidenceOptions ForScale(int scale) => new(
        scale == 1 ? Vector256.Create(0.3, 0.1, 0.03, 0.01) : Vector256.Create(1, 0.3, 0.1, 0.1),
        scale == 1 ? Vector256.Create(Cap) : Vector256.Create(Cap, Cap, Cap, 0),
        new CalibratorOptions(0.5, Math.Max(1000, 10_000.0 / scale)));
}
