using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Evidence that forecast errors stay large: sum over the smoothing rates a = 0.3, 0.1, 0.03, 0.01 of min(30, C(0.5, 10000)(EWMA_a |error|)). For errors
/// of the forecaster at scale d = 1. All-zero bytes are a fresh state.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct SlowEvidence
{
    /// <summary>Smoothing rates.</summary>
    public const int Rates = 4;

    /// <summary>Length of the buffer that the calibrators' start needs; see <see cref="Calibrator"/>.</summary>
    public const int StartLength = Rates * CalibratorShape.StartLength;

    private const double Cap = 30;

    private Averages averages;
    private Calibrators calibrators;

    private static CalibratorShape Shape => new(0.5, 10_000);

    private static ReadOnlySpan<double> SmoothingRates => [0.3, 0.1, 0.03, 0.01];

    /// <summary>Weighs an error, then takes it in.</summary>
    /// <param name="error">Normalised value minus forecast, finite, either sign.</param>
    /// <param name="start">The calibrators' first values, <c>[600]</c>, or empty for the start without a buffer.</param>
    /// <returns>The evidence, within [0, 120].</returns>
    public double Observe(double error, Span<float> start)
    {
        double magnitude = Math.Abs(error);
        double sum = 0;
        for (int i = 0; i < Rates; i++)
        {
            ref Calibrator calibrator = ref calibrators[i];
            averages[i] += (magnitude - averages[i]) * (calibrator.Count == 0 ? 1 : SmoothingRates[i]);
            Span<float> own = start.IsEmpty
                ? start
                : start.Slice(i * CalibratorShape.StartLength, CalibratorShape.StartLength);
            sum += Math.Min(Cap, calibrator.Observe(Shape, averages[i], own));
        }

        return sum;
    }

    [InlineArray(Rates)]
    private struct Averages
    {
        private double first;
    }

    [InlineArray(Rates)]
    private struct Calibrators
    {
        private Calibrator first;
    }
}
