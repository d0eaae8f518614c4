using System.Numerics;
using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// How much of a stream its forecasts leave open: R = mean |e| / mean |x - m|, e the error of the forecast, m the mean of the normalised reading x; 1 and above
/// where they say nothing. All-zero bytes are a fresh state.
/// </summary>
/// <remarks>The means follow at max(1/(n + 1), 1/20000), |e| clipped at 8 times its mean.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct Predictability<TReal>
    where TReal : unmanaged, IBinaryFloatingPointIeee754<TReal>
{
    private const int WarmUp = 50;
    private const double MinRate = 1.0 / 20_000;
    private const double ClipFactor = 8;

    private TReal meanError;
    private TReal mean;
    private TReal meanDeviation;

    /// <summary>R of the readings so far; 1 for the first 50.</summary>
    /// <param name="seen">How many were taken in.</param>
    public readonly double Residue(int seen) => seen < WarmUp || meanDeviation <= TReal.Zero ? 1 : double.CreateTruncating(meanError) / double.CreateTruncating(meanDeviation);

    /// <summary>Takes a reading in.</summary>
    /// <param name="error">x minus its forecast.</param>
    /// <param name="normalised">x.</param>
    /// <param name="seen">How many were taken in before.</param>
    public void Observe(double error, double normalised, int seen)
    {
        double rate = Math.Max(1 / (seen + 1.0), MinRate);
        double magnitude = Math.Abs(error);
        double before = double.CreateTruncating(meanError);
        double clipped = before > 0 ? Math.Min(magnitude, ClipFactor * before) : magnitude;
        meanError = Moved(before, clipped, rate);
        mean = Moved(double.CreateTruncating(mean), normalised, rate);
        meanDeviation = Moved(double.CreateTruncating(meanDeviation), Math.Abs(normalised - double.CreateTruncating(mean)), rate);
    }

    private static TReal Moved(double average, double value, double rate) => TReal.CreateTruncating(Underflow.ToZero(average + ((value - average) * rate)));
}
