using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// C(q, N): turns an error e ≥ 0 into multiples of the stream's own usual excess. All-zero bytes are a fresh calibrator.
/// </summary>
/// <remarks>
/// <para>
/// Output max(0, e - u) / s from before e, 0 for the first 150 values. Then, with n values seen, e included:
/// step = s (5 max(1/n, 1/N) + 0.02); where e > u: s += (min(e - u, 8s) - s) / m with m the count of excesses within
/// [10, N(1 - q)], and u += step q; else u = max(0, u - step (1 - q)). Step and excess are those of the u and s before e.
/// </para>
/// <para>
/// Start with a buffer: of the sorted first 150 values, u is the one at index ⌊150 q⌋ (142 for q = 0.95), s the mean of e - u over
/// the values at or above u (u itself counts, so it is a mean over 150 - ⌊150 q⌋ values), at least 1e-6 + 1e-3 · mean; the count of excesses starts
/// with those. Start without one: the same steps from the first value on, with gain 6/(n + 2) + 0.05 and the excess clipped at 30 s.
/// </para>
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct Calibrator
{
    private double threshold;
    private double scale;
    private int count;
    private int excessCount;

    /// <summary>u: the q-quantile of the errors.</summary>
    public readonly double Threshold => threshold;

    /// <summary>s: the mean excess above <see cref="Threshold"/>.</summary>
    public readonly double Scale => scale;

    /// <summary>Values seen, held at <see cref="int.MaxValue"/>.</summary>
    public readonly int Count => count;

    /// <summary>Calibrates <paramref name="error"/>, then takes it in.</summary>
    /// <param name="shape">q and N, the same in every call.</param>
    /// <param name="error">e, finite, 0 and above.</param>
    /// <param name="start">The first values, <c>[150]</c>, sorted in place by the 150th; or empty, in every call alike, for the start without a buffer.</param>
    /// <returns>The error in multiples of the usual excess, 0 and above.</returns>
    public double Observe(CalibratorShape shape, double error, Span<float> start)
    {
        if (count < CalibratorShape.StartLength)
        {
            if (start.IsEmpty)
            {
                ApproachStart(shape, error);
            }
            else
            {
                CollectStart(shape, error, start);
            }

            return 0;
        }

        double excess = error - threshold;
        double output = Math.Max(0, excess) / scale;
        count += count < int.MaxValue ? 1 : 0;
        Follow(shape, excess, (5 * Math.Max(1.0 / count, 1 / shape.Memory)) + 0.02, 8);
        return output;
    }

    private void Follow(CalibratorShape shape, double excess, double gain, double clip)
    {
        double step = scale * gain;
        if (excess > 0)
        {
            excessCount += excessCount < int.MaxValue ? 1 : 0;
            double weight = Math.Clamp(excessCount, 10, Math.Max(10, shape.Memory * (1 - shape.Quantile)));
            threshold += step * shape.Quantile;
            scale += (Math.Min(excess, clip * scale) - scale) / weight;
        }
        else
        {
            // No error lies below 0; a threshold that did would make an excess of every perfect forecast.
            threshold = Math.Max(0, threshold - (step * (1 - shape.Quantile)));
        }
    }

    private void CollectStart(CalibratorShape shape, double error, Span<float> start)
    {
        start[count++] = (float)error;
        if (count < CalibratorShape.StartLength)
        {
            return;
        }

        start = start[..CalibratorShape.StartLength];
        start.Sort();
        int first = (int)(shape.Quantile * CalibratorShape.StartLength);
        threshold = start[first];
        double total = 0;
        double excess = 0;
        foreach (float value in start)
        {
            total += value;
            excess += Math.Max(0, value - threshold);
        }

        excessCount = CalibratorShape.StartLength - first;
        scale = Math.Max(excess / excessCount, Floor(total / CalibratorShape.StartLength));
    }

    private void ApproachStart(CalibratorShape shape, double error)
    {
        count++;
        if (count == 1)
        {
            threshold = error;
            scale = Math.Max(error, Floor(error));
            return;
        }

        Follow(shape, error - threshold, (6.0 / (count + 2)) + 0.05, 30);
        scale = Math.Max(scale, Floor(threshold));
    }

    private static double Floor(double mean) => 1e-6 + (1e-3 * Math.Abs(mean));
}
