using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Evidence that forecast errors stay large: sum over some smoothing rates a of min(100, C(0.5, N)(EWMA_a e)), e the weighted error. All-zero bytes are a
/// fresh state.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SlowEvidence<TQuadruple>
    where TQuadruple : unmanaged, IQuadruple<TQuadruple>
{
    private TQuadruple averages;
    private Calibrators<TQuadruple> calibrators;

    /// <summary>Weighs an error, then takes it in.</summary>
    /// <param name="options">The constants, the same in every call.</param>
    /// <param name="error">Weighted error, finite, 0 and above.</param>
    /// <param name="seen">How many errors were taken in before.</param>
    /// <param name="start">The calibrators' first values, <c>[600]</c>, or empty for the start without a buffer; see <see cref="Calibrators{TQuadruple}"/>.</param>
    /// <returns>The evidence, within [0, 400].</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Observe(in SlowEvidenceOptions<TQuadruple> options, double error, int seen, Span<float> start)
    {
        TQuadruple rates = seen == 0 ? TQuadruple.Of(1) : options.Rates;
        TQuadruple averaged = averages + ((TQuadruple.Of(error) - averages) * rates);
        averages = TQuadruple.ToZero(averaged);
        TQuadruple calibrated = calibrators.Observe(options.Calibrators, averaged, seen, start);
        TQuadruple capped = TQuadruple.Min(options.Caps, calibrated);

        // In this order on every machine.
        return capped[0] + capped[1] + capped[2] + capped[3];
    }
}

/// <summary>The constants of a <see cref="SlowEvidence{TQuadruple}"/>.</summary>
/// <param name="Rates">a, of each average.</param>
/// <param name="Caps">The most that each counts for; 0 leaves one out.</param>
/// <param name="Calibrators">C.</param>
internal readonly record struct SlowEvidenceOptions<TQuadruple>(TQuadruple Rates, TQuadruple Caps, CalibratorOptions Calibrators)
    where TQuadruple : unmanaged, IQuadruple<TQuadruple>
{
    private const double Cap = 100;

    /// <summary>Those of a forecaster of blocks of d events: rates 0.3, 0.1, 0.03, 0.01 at d = 1 and 1, 0.3, 0.1 above, N = max(1000, 10000 / d).</summary>
    public static SlowEvidenceOptions<TQuadruple> ForScale(int scale) => new(
        scale == 1 ? TQuadruple.Of(0.3, 0.1, 0.03, 0.01) : TQuadruple.Of(1, 0.3, 0.1, 0.1),
        scale == 1 ? TQuadruple.Of(Cap) : TQuadruple.Of(Cap, Cap, Cap, 0),
        new CalibratorOptions(0.5, Math.Max(1000, 10_000.0 / scale)));
}
