using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
internal struct Calibrators<TQuadruple>
    where TQuadruple : unmanaged, IQuadruple<TQuadruple>
{
    private TQuadruple threshold;
    private TQuadruple scale;
    private ExcessCounts excessCounts;

    /// <summary>u: the q-quantiles of the errors.</summary>
    public readonly TQuadruple Threshold => threshold;

    /// <summary>s: the mean excesses above <see cref="Threshold"/>.</summary>
    public readonly TQuadruple Scale => scale;

    /// <summary>Calibrates <paramref name="errors"/>, then takes them in.</summary>
    /// <param name="options">q and N, the same in every call.</param>
    /// <param name="errors">e, finite, 0 and above.</param>
    /// <param name="seen">How many values each has taken in, 0 and above.</param>
    /// <param name="start">The first values, <c>[4, 150]</c>, sorted in place by the 150th; or empty, in every call alike, for the start without a buffer.</param>
    /// <returns>The errors in multiples of the usual excess, 0 and above.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TQuadruple Observe(CalibratorOptions options, TQuadruple errors, int seen, Span<float> start)
    {
        if (seen < CalibratorOptions.StartLength)
        {
            Start(options, errors, seen, start);
            return default;
        }

        TQuadruple excess = errors - threshold;
        TQuadruple output = TQuadruple.Max(default, excess) / scale;
        Follow(options, excess, (5 * Math.Max(1 / (seen + 1.0), 1 / options.Memory)) + 0.02, 8);
        return output;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Follow(CalibratorOptions options, TQuadruple excess, double gain, double clip)
    {
        TQuadruple before = scale;
        TQuadruple step = before * TQuadruple.Of(gain);
        TQuadruple isExcess = TQuadruple.Above(excess, default);
        TQuadruple weight = TQuadruple.Min(
            TQuadruple.Max(excessCounts.Add<TQuadruple>(isExcess.Mask), TQuadruple.Of(10)), TQuadruple.Of(Math.Max(10, options.Memory * (1 - options.Quantile))));

        // No error lies below 0; a threshold that did would make an excess of every perfect forecast.
        TQuadruple lowered = TQuadruple.Max(default, threshold - (step * TQuadruple.Of(1 - options.Quantile)));
        threshold = TQuadruple.Select(isExcess, threshold + (step * TQuadruple.Of(options.Quantile)), lowered);
        TQuadruple clipped = TQuadruple.Min(excess, TQuadruple.Of(clip) * before);
        scale = TQuadruple.Select(isExcess, TQuadruple.Max(before + ((clipped - before) / weight), TQuadruple.MinScale), before);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Start(CalibratorOptions options, TQuadruple errors, int seen, Span<float> start)
    {
        if (start.IsEmpty)
        {
            ApproachStart(options, errors, seen);
            return;
        }

        for (int i = 0; i < Quadruple.Length; i++)
        {
            start[(i * CalibratorOptions.StartLength) + seen] = (float)errors[i];
        }

        if (seen == CalibratorOptions.StartLength - 1)
        {
            (double u0, double s0) = EndStart(options, 0, start);
            (double u1, double s1) = EndStart(options, 1, start);
            (double u2, double s2) = EndStart(options, 2, start);
            (double u3, double s3) = EndStart(options, 3, start);
            threshold = TQuadruple.Of(u0, u1, u2, u3);
            scale = TQuadruple.Of(s0, s1, s2, s3);
            excessCounts.Start(CalibratorOptions.StartLength - FirstExcess(options));
        }
    }

    private static (double Threshold, double Scale) EndStart(CalibratorOptions options, int index, Span<float> start)
    {
        Span<float> values = start.Slice(index * CalibratorOptions.StartLength, CalibratorOptions.StartLength);
        values.Sort();
        int first = FirstExcess(options);
        double threshold = values[first];
        double total = 0;
        double excess = 0;
        foreach (float value in values)
        {
            total += value;
            excess += Math.Max(0, value - threshold);
        }

        return (threshold, Math.Max(excess / (CalibratorOptions.StartLength - first), Floor(TQuadruple.Of(total / CalibratorOptions.StartLength)).First));
    }

    private void ApproachStart(CalibratorOptions options, TQuadruple errors, int seen)
    {
        if (seen == 0)
        {
            threshold = errors;
            scale = TQuadruple.Max(errors, Floor(errors));
            return;
        }

        Follow(options, errors - threshold, (6 / (seen + 3.0)) + 0.05, 30);
        scale = TQuadruple.Max(scale, Floor(threshold));
    }

    private static int FirstExcess(CalibratorOptions options) => (int)(options.Quantile * CalibratorOptions.StartLength);

    private static TQuadruple Floor(TQuadruple mean) => TQuadruple.Of(1e-6) + (TQuadruple.Of(1e-3) * TQuadruple.Abs(mean));
}

/// <summary>The constants of a <see cref="Calibrators{TQuadruple}"/>: C(q, N).</summary>
/// <param name="Quantile">q, the share of errors at or below the threshold, above 0 and below 1.</param>
/// <param name="Memory">N, the number of values over which the calibration follows a drift, at least 150.</param>
internal readonly record struct CalibratorOptions(double Quantile, double Memory)
{
    /// <summary>Values taken in before the first output.</summary>
    public const int StartLength = 150;

    /// <summary>Length of the buffer that the start of four calibrators needs.</summary>
    public const int StartBuffer = Quadruple.Length * StartLength;
}
