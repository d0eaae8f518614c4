using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Four of C(q, N): each turns an error e ≥ 0 into multiples of its own usual excess. All-zero bytes are fresh calibrators.
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
/// <para>Side by side, as a vector, they cost what one costs alone. Each has the bits that it would have alone.</para>
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct Calibrators
{
    /// <summary>Length of the buffer that the start needs.</summary>
    public const int StartLength = Quadruple.Length * CalibratorOptions.StartLength;

    private Quadruple threshold;
    private Quadruple scale;
    private ExcessCounts excessCounts;

    /// <summary>u: the q-quantiles of the errors.</summary>
    public readonly Vector256<double> Threshold => threshold.Vector;

    /// <summary>s: the mean excesses above <see cref="Threshold"/>.</summary>
    public readonly Vector256<double> Scale => scale.Vector;

    /// <summary>Calibrates <paramref name="errors"/>, then takes them in.</summary>
    /// <param name="options">q and N, the same in every call.</param>
    /// <param name="errors">e, finite, 0 and above.</param>
    /// <param name="seen">How many values each has taken in, 0 and above.</param>
    /// <param name="start">The first values, <c>[4, 150]</c>, sorted in place by the 150th; or empty, in every call alike, for the start without a buffer.</param>
    /// <returns>The errors in multiples of the usual excess, 0 and above.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Observe(CalibratorOptions options, Vector256<double> errors, int seen, Span<float> start)
    {
        if (seen < CalibratorOptions.StartLength)
        {
            Start(options, errors, seen, start);
            return Vector256<double>.Zero;
        }

        Vector256<double> excess = errors - Threshold;
        Vector256<double> output = Vector256.MaxNative(Vector256<double>.Zero, excess) / Scale;
        Follow(options, excess, (5 * Math.Max(1 / (seen + 1.0), 1 / options.Memory)) + 0.02, 8);
        return output;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Follow(CalibratorOptions options, Vector256<double> excess, double gain, double clip)
    {
        Vector256<double> before = Scale;
        Vector256<double> step = before * gain;
        Vector256<double> isExcess = Vector256.GreaterThan(excess, Vector256<double>.Zero);
        excessCounts.Add(isExcess);
        Vector256<double> weight = Vector256.MinNative(
            Vector256.MaxNative(excessCounts.Values, Vector256.Create(10.0)), Vector256.Create(Math.Max(10, options.Memory * (1 - options.Quantile))));

        // No error lies below 0; a threshold that did would make an excess of every perfect forecast.
        Vector256<double> lowered = Vector256.MaxNative(Vector256<double>.Zero, Threshold - (step * (1 - options.Quantile)));
        threshold.Vector = Vector256.ConditionalSelect(isExcess, Threshold + (step * options.Quantile), lowered);
        Vector256<double> clipped = Vector256.MinNative(excess, clip * before);
        scale.Vector = Vector256.ConditionalSelect(isExcess, before + ((clipped - before) / weight), before);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Start(CalibratorOptions options, Vector256<double> errors, int seen, Span<float> start)
    {
        if (start.IsEmpty)
        {
            ApproachStart(options, errors, seen);
            return;
        }

        for (int i = 0; i < Quadruple.Length; i++)
        {
            start[(i * CalibratorOptions.StartLength) + seen] = (float)errors.GetElement(i);
        }

        if (seen == CalibratorOptions.StartLength - 1)
        {
            for (int i = 0; i < Quadruple.Length; i++)
            {
                EndStart(options, i, start.Slice(i * CalibratorOptions.StartLength, CalibratorOptions.StartLength));
            }

            excessCounts.Start(CalibratorOptions.StartLength - FirstExcess(options));
        }
    }

    private void EndStart(CalibratorOptions options, int index, Span<float> start)
    {
        start.Sort();
        int first = FirstExcess(options);
        threshold[index] = start[first];
        double total = 0;
        double excess = 0;
        foreach (float value in start)
        {
            total += value;
            excess += Math.Max(0, value - threshold[index]);
        }

        scale[index] = Math.Max(excess / (CalibratorOptions.StartLength - first), Floor(Vector256.Create(total / CalibratorOptions.StartLength)).ToScalar());
    }

    private void ApproachStart(CalibratorOptions options, Vector256<double> errors, int seen)
    {
        if (seen == 0)
        {
            threshold.Vector = errors;
            scale.Vector = Vector256.MaxNative(errors, Floor(errors));
            return;
        }

        Follow(options, errors - Threshold, (6 / (seen + 3.0)) + 0.05, 30);
        scale.Vector = Vector256.MaxNative(Scale, Floor(Threshold));
    }

    private static int FirstExcess(CalibratorOptions options) => (int)(options.Quantile * CalibratorOptions.StartLength);

    private static Vector256<double> Floor(Vector256<double> mean) => Vector256.Create(1e-6) + (1e-3 * Vector256.Abs(mean));
}

/// <summary>The constants of a <see cref="Calibrators"/>: C(q, N).</summary>
/// <param name="Quantile">q, the share of errors at or below the threshold, above 0 and below 1.</param>
/// <param name="Memory">N, the number of values over which the calibration follows a drift, at least 150.</param>
public readonly record struct CalibratorOptions(double Quantile, double Memory)
{
    /// <summary>Values taken in before the first output.</summary>
    public const int StartLength = 150;
}
