using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// The lean linear predictor of the normalised value x: a normalised least-mean-squares filter on the last differences, whose correction of the last value is one
/// of the eight features of a recursive-least-squares predictor. In single precision; all-zero bytes are a fresh state.
/// </summary>
/// <remarks>
/// <para>
/// With x1, x2, ... the last values: the filter's inputs d are x1 - x2, x2 - x3, ... and, where there is a clock, the profile's step since the row before and its
/// distance from x1; c = v·d, and v += r (clipped x - x1 - c) d / (0.0001 + |d|²), r = max(0.01, 0.3 / (1 + 0.01 n)) after n rows (Haykin, Adaptive Filter Theory, chapter 6).
/// </para>
/// <para>
/// With φ = (x1 - x2, x2 - x3, EWMA_0.1 - x1, EWMA_0.03 - x1, profile - x1, profile's step, 1, c): forecast ŷ = clip(x1 + w·φ, ±8), and the step of
/// <see cref="LinearPredictor"/> with λ = 0.9995, w 1 for c and 0 elsewhere at first. Errors are clipped at 5 times their mean magnitude. The first 32 rows forecast
/// the last value. P is set to I where its trace exceeds 100 a feature or rounding has left no covariance of it. w, v and P start afresh where
/// something is not finite, and where EWMA_0.05 |e| exceeds 2 EWMA_0.05 |x - x1| + 0.02: the last value forecasts far better.
/// </para>
/// <para>
/// P is symmetric and kept once, by its wrapped diagonals: D_k[i] = P[i, i + k mod 8], k = 0 to 4, where D_4 repeats itself. A product with P is then of whole
/// vectors and their rotations. The differences are kept with 8 bits of mantissa each.
/// </para>
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal partial struct CompactPredictor
{
    private const float Limit = (float)LinearPredictor.Limit;
    private const int StartRows = 32;
    private const int Features = 8;
    private const int Correction = Features - 1;
    private const float Forgetting = 0.9995f;
    private const float FirstDiagonal = 10;
    private const float MaxTrace = 100 * Features;
    private const float ClipFactor = 5;
    private const float MinErrorRate = 0.001f;
    private const float Regularisation = 1e-4f;
    private const float RecentRate = 0.05f;
    private const float MaxDisadvantage = 2;

    /// <summary>Errors that do no harm, whatever the steps: half a per cent of the usual range.</summary>
    private const float Negligible = 0.02f;

    private float last;
    private float lastProfile;
    private float meanError;
    private float recentError;
    private float recentStep;
    private Filter filter;
    private Weights weights;
    private Covariance covariance;

    /// <summary>Where its floating-point numbers stand, by name: all but the differences, whose bits are widened before they are computed with.</summary>
    internal static (string Name, int Offset, int Count)[] Numbers =>
    [
        ("last values and mean errors", 0, 5),
        ("filter", 5 * sizeof(float), Unsafe.SizeOf<Filter.TapWeights>() / sizeof(float)),
        ("weights and covariance", (5 * sizeof(float)) + Unsafe.SizeOf<Filter>(), (Unsafe.SizeOf<Weights>() + Unsafe.SizeOf<Covariance>()) / sizeof(float)),
    ];

    /// <summary>Forecasts the coming normalised value.</summary>
    /// <param name="averages">What else is known of it.</param>
    /// <param name="seen">Values taken in.</param>
    /// <returns>ŷ, within ±8.</returns>
    public readonly float Predict(in LinearInputs averages, int seen)
    {
        if (seen <= StartRows)
        {
            return last;
        }

        return Forecast(FeaturesOf(averages, filter.Correction(Inputs(averages))));
    }

    /// <summary>Learns from the value that came.</summary>
    /// <param name="normalised">x, within ±6.</param>
    /// <param name="averages">As given to <see cref="Predict"/>.</param>
    /// <param name="seen">As given to <see cref="Predict"/>.</param>
    public void Observe(float normalised, in LinearInputs averages, int seen)
    {
        if (seen == 0)
        {
            Restart(averages.HasProfile);
            lastProfile = averages.Profile;
            last = normalised;
            return;
        }

        float step = normalised - last;
        float error = step;
        if (seen > StartRows)
        {
            LmsInputs inputs = Inputs(averages);
            float correction = filter.Correction(inputs);
            Vector256<float> features = FeaturesOf(averages, correction);
            float clip = meanError > 0 ? ClipFactor * meanError : float.MaxValue;
            float unclipped = normalised - Forecast(features);
            error = Math.Clamp(unclipped, -clip, clip);
            filter.Learn(inputs, Math.Clamp(step - correction, -clip, clip) * Math.Max(0.01f, 0.3f / (1 + (0.01f * seen))));
            Learn(features, error, averages.HasProfile);
            Compare(Math.Abs(unclipped), Math.Abs(step), averages.HasProfile);
        }

        meanError = Underflow.ToZero(meanError + ((Math.Abs(error) - meanError) * Math.Max(1f / (seen + 1f), MinErrorRate)));
        filter.Push(step);
        last = normalised;
        lastProfile = averages.Profile;
    }

    /// <summary>Starts afresh what forecasts far worse than the last value would: it was learned from other data than the stream sends now.</summary>
    private void Compare(float error, float step, bool hasProfile)
    {
        recentError = Underflow.ToZero(recentError + ((error - recentError) * RecentRate));
        recentStep = Underflow.ToZero(recentStep + ((step - recentStep) * RecentRate));
        if (recentError > (MaxDisadvantage * recentStep) + Negligible)
        {
            Restart(hasProfile);
        }
    }

    private readonly float Forecast(Vector256<float> features)
    {
        float forecast = last + Sum(weights.Vector * features);
        return Underflow.ToZero(Math.Clamp(forecast, -Limit, Limit));
    }

    private readonly LmsInputs Inputs(in LinearInputs averages) => filter.InputsOf(averages.Profile - lastProfile, averages.Profile - last, averages.HasProfile);

    private readonly Vector256<float> FeaturesOf(in LinearInputs averages, float correction)
    {
        (float newest, float second) = filter.Newest;
        return Vector256.Create(
            newest,
            second,
            averages.Fast - last,
            averages.Slow - last,
            averages.HasProfile ? averages.Profile - last : 0,
            averages.HasProfile ? averages.Profile - lastProfile : 0,
            1,
            correction);
    }

    private void Learn(Vector256<float> features, float error, bool hasProfile)
    {
        Vector256<float> d0 = covariance.Diagonal(0), d1 = covariance.Diagonal(1), d2 = covariance.Diagonal(2), d3 = covariance.Diagonal(3);
        Vector128<float> half = covariance.HalfDiagonal;
        Vector256<float> d4 = Vector256.Create(half, half);
        Vector256<float> gain = (d0 * features)
            + ((d1 * Left1(features)) + Right1(d1 * features))
            + ((d2 * Left2(features)) + Right2(d2 * features))
            + ((d3 * Left3(features)) + Right3(d3 * features))
            + (d4 * Left4(features));
        float denominator = Forgetting + Sum(features * gain);
        Vector256<float> scaled = gain / Vector256.Create(denominator);
        Vector256<float> learned = weights.Vector + (scaled * Vector256.Create(error));

        // Any number that is not finite shows in the sum.
        if (!float.IsFinite(Sum(learned)))
        {
            Restart(hasProfile);
            return;
        }

        // A denominator that has become less says that rounding has made of P what is no covariance any more; the weights are as good as before.
        if (!(denominator >= Forgetting))
        {
            covariance.Reset(1, hasProfile);
            return;
        }

        weights.Vector = Underflow.ToZero(learned);
        Vector256<float> grown = Vector256.Create(1 / Forgetting);
        d0 = (d0 - (scaled * gain)) * grown;
        covariance.SetDiagonal(0, Underflow.ToZero(d0));
        covariance.SetDiagonal(1, Underflow.ToZero((d1 - (scaled * Left1(gain))) * grown));
        covariance.SetDiagonal(2, Underflow.ToZero((d2 - (scaled * Left2(gain))) * grown));
        covariance.SetDiagonal(3, Underflow.ToZero((d3 - (scaled * Left3(gain))) * grown));
        covariance.HalfDiagonal = Underflow.ToZero((d4 - (scaled * Left4(gain))) * grown).GetLower();
        if (!(Sum(d0) <= MaxTrace))
        {
            covariance.Reset(1, hasProfile);
        }
    }

    private void Restart(bool hasProfile)
    {
        // Errors are clipped by what the last value's would be.
        meanError = Math.Max(meanError, recentStep);
        recentError = 0;
        filter.Forget();
        weights.Vector = Vector256.Create(0f, 0, 0, 0, 0, 0, 0, 1);
        covariance.Reset(FirstDiagonal, hasProfile);
    }

    // In this order on every machine, which Vector256.Sum leaves open.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Vector256<float> values)
    {
        Vector128<float> four = values.GetLower() + values.GetUpper();
        return (four.GetElement(0) + four.GetElement(2)) + (four.GetElement(1) + four.GetElement(3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Left1(Vector256<float> v) => Vector256.Shuffle(v, Vector256.Create(1, 2, 3, 4, 5, 6, 7, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Left2(Vector256<float> v) => Vector256.Shuffle(v, Vector256.Create(2, 3, 4, 5, 6, 7, 0, 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Left3(Vector256<float> v) => Vector256.Shuffle(v, Vector256.Create(3, 4, 5, 6, 7, 0, 1, 2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Left4(Vector256<float> v) => Vector256.Create(v.GetUpper(), v.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Right1(Vector256<float> v) => Vector256.Shuffle(v, Vector256.Create(7, 0, 1, 2, 3, 4, 5, 6));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Right2(Vector256<float> v) => Vector256.Shuffle(v, Vector256.Create(6, 7, 0, 1, 2, 3, 4, 5));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Right3(Vector256<float> v) => Vector256.Shuffle(v, Vector256.Create(5, 6, 7, 0, 1, 2, 3, 4));
}

/// <summary>What a <see cref="CompactPredictor"/> knows of the coming value besides its own memory, all normalised as that value will be.</summary>
/// <param name="Fast">EWMA_0.1 of the readings.</param>
/// <param name="Slow">EWMA_0.03 of the readings.</param>
/// <param name="Profile">The time-of-day profile at its time; 0 without a clock.</param>
/// <param name="HasProfile">Whether there is one.</param>
internal readonly record struct LinearInputs(float Fast, float Slow, float Profile, bool HasProfile);
