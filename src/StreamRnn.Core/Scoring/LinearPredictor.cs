using System.Numerics;
using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// A recursive-least-squares predictor of the normalised value x from its 20 last values, a constant and, where there is a clock, the time-of-day profile of x
/// (288 bins, rate 0.15) now and at the row before. A view on the caller's state; all zeros are a fresh predictor.
/// </summary>
/// <remarks>
/// <para>
/// With φ the features, w the weights, P the inverse covariance, λ = 0.9999: forecast ŷ = clip(w·φ, ±8); e = x - ŷ; K = Pφ / (λ + φ·Pφ);
/// w += K clip(e, ±5μ); P = (P - K (Pφ)ᵀ) / λ. At the start w is 1 for the newest lag, 0 elsewhere, and P = 10 I (Haykin, Adaptive Filter Theory,
/// chapter 10, with exponential forgetting).
/// </para>
/// <para>
/// Rows 0 to 20 forecast the last value (0 at row 0) and leave w and P as they are. μ, the mean of the errors' magnitude, follows |e| at rate 1/n at row
/// n = 1 to 20 and at max(1/(n + 1), 0.001) after; from row 21 on it follows the clipped error, and while it is 0 (a constant stream) nothing is clipped. The profile
/// at the row before is what was used there, from before that row's x. P is symmetrised where n is a multiple of 16, and set to I where its
/// trace exceeds 100 per feature. Where a forecast is not finite, the predictor starts afresh.
/// </para>
/// </remarks>
public readonly ref struct LinearPredictor
{
    /// <summary>The largest forecast, either sign.</summary>
    public const double Limit = 8;

    private const int Lags = 20;

    // 20 lags, the constant and two profile features, padded to whole vectors of 512 bits. Padding holds zeros, and stays so.
    private const int Stride = 24;
    private const int Constant = Lags;
    private const int ProfileNow = Lags + 1;
    private const int ProfileBefore = Lags + 2;

    private const double Forgetting = 0.9999;
    private const double FirstDiagonal = 10;
    private const double MaxTracePerFeature = 100;
    private const double ClipFactor = 5;
    private const double MinErrorRate = 0.001;
    private const int SymmetriseInterval = 16;

    private readonly Span<double> state;
    private readonly ref Header header;
    private readonly Span<double> features;
    private readonly Span<double> weights;
    private readonly Span<double> gain;
    private readonly Span<double> covariance;
    private readonly Span<double> profileValues;
    private readonly Span<byte> profileCounts;

    /// <summary>Views <paramref name="state"/> as a predictor.</summary>
    /// <param name="state"><c>[StateLength(hasClock)]</c>, zeros at first.</param>
    /// <param name="hasClock">Whether the profile of x is used; the same for the life of the state.</param>
    /// <param name="learns">Whether the state holds what learning goes on from; without it, the weights stand still.</param>
    /// <exception cref="ArgumentException">The state has another length.</exception>
    public LinearPredictor(Span<double> state, bool hasClock, bool learns = true)
    {
        if (state.Length != StateLength(hasClock, learns))
        {
            throw new ArgumentException(
                $"The state has {state.Length} values; {StateLength(hasClock, learns)} are needed.", nameof(state));
        }

        this.state = state;
        header = ref MemoryMarshal.AsRef<Header>(MemoryMarshal.AsBytes(state[..HeaderLength]));
        features = state.Slice(HeaderLength, Stride);
        weights = state.Slice(HeaderLength + Stride, Stride);
        if (hasClock)
        {
            Span<double> profile = state.Slice(HeaderLength + (2 * Stride), ProfileLength);
            profileValues = profile[..Profile.Bins];
            profileCounts = MemoryMarshal.AsBytes(profile[Profile.Bins..]);
        }

        // Last, so that what forecasts is the beginning of what learns too.
        if (learns)
        {
            gain = state.Slice(StateLength(hasClock, learns: false), Stride);
            covariance = state[^(Stride * Stride)..];
        }
    }

    /// <summary>The profile of x.</summary>
    public static DayProfileOptions Profile => new(288, 0.15);

    private static int HeaderLength => (Marshal.SizeOf<Header>() + sizeof(double) - 1) / sizeof(double);

    private int Dimension => profileValues.IsEmpty ? Lags + 1 : Lags + 3;

    /// <summary>μ: the mean magnitude of the errors, 0 at first.</summary>
    public double MeanError => header.MeanError;

    private static int ProfileLength => Profile.Bins + (Profile.Bins / sizeof(double));

    /// <summary>Values of state in double precision; the state without what learning goes on from is the beginning of that with it.</summary>
    public static int StateLength(bool hasClock, bool learns = true) =>
        HeaderLength + (2 * Stride) + (hasClock ? ProfileLength : 0) + (learns ? Stride + (Stride * Stride) : 0);

    /// <summary>Forecasts the coming normalised value; call it once before each <see cref="Observe"/>.</summary>
    /// <param name="bin">The coming row's bin of <see cref="Profile"/>; ignored without a clock.</param>
    /// <returns>ŷ, within ±8.</returns>
    public double Predict(int bin)
    {
        features[Constant] = 1;
        if (!profileValues.IsEmpty)
        {
            features[ProfileNow] = header.Profile.Expect(profileValues, profileCounts, bin);
        }

        if (header.Count <= Lags)
        {
            return header.Forecast = features[0];
        }

        double sum = 0;
        for (int i = 0; i < Stride; i++)
        {
            sum += weights[i] * features[i];
        }

        if (!double.IsFinite(sum))
        {
            // A weight that is not finite makes the sum so, whatever it is multiplied by; from the covariance it reaches the weights at the next row.
            state.Clear();
            return Predict(bin);
        }

        return header.Forecast = Underflow.ToZero(Math.Clamp(sum, -Limit, Limit));
    }

    /// <summary>Learns from the value that came.</summary>
    /// <param name="normalised">x, within ±6.</param>
    /// <param name="bin">As given to <see cref="Predict"/>.</param>
    /// <returns>The error x - ŷ of the forecast.</returns>
    public double Observe(double normalised, int bin)
    {
        // Without a covariance the weights and the profile stand still, and the value becomes a lag only.
        bool learns = !covariance.IsEmpty;
        if (learns && header.Count == 0)
        {
            weights[0] = 1;
            ResetCovariance(FirstDiagonal);
        }

        double error = normalised - header.Forecast;
        if (header.Count > Lags)
        {
            double clip = header.MeanError > 0 ? ClipFactor * header.MeanError : double.MaxValue;
            double clipped = Math.Clamp(error, -clip, clip);
            if (learns)
            {
                Learn(clipped);
            }

            double rate = Math.Max(1.0 / (header.Count + 1), MinErrorRate);
            header.MeanError = Underflow.ToZero(header.MeanError + ((Math.Abs(clipped) - header.MeanError) * rate));
        }
        else if (header.Count > 0)
        {
            header.MeanError = Underflow.ToZero(header.MeanError + ((Math.Abs(error) - header.MeanError) / header.Count));
        }

        features[..(Lags - 1)].CopyTo(features[1..]);
        features[0] = normalised;
        if (!profileValues.IsEmpty)
        {
            features[ProfileBefore] = features[ProfileNow];
            if (learns)
            {
                header.Profile.Observe(Profile, profileValues, profileCounts, bin, normalised);
            }
        }

        header.Count++;
        return error;
    }

    private void Learn(double error)
    {
        // Pφ as a sum of P's rows (P is symmetric), and all else element by element: the same bits at any vector width.
        gain.Clear();
        for (int row = 0; row < Stride; row++)
        {
            AddScaled(gain, covariance.Slice(row * Stride, Stride), features[row]);
        }

        double denominator = Forgetting;
        for (int i = 0; i < Stride; i++)
        {
            denominator += features[i] * gain[i];
        }

        AddScaled(weights, gain, error / denominator);
        double trace = 0;
        for (int row = 0; row < Stride; row++)
        {
            Span<double> values = covariance.Slice(row * Stride, Stride);
            AddScaled(values, gain, -gain[row] / denominator);
            Scale(values, 1 / Forgetting);
            trace += values[row];
        }

        if (header.Count % SymmetriseInterval == 0)
        {
            Symmetrise();
        }

        // Not (trace <= limit), so that a trace that is not a number resets too.
        if (!(trace <= MaxTracePerFeature * Dimension))
        {
            ResetCovariance(1);
        }
    }

    private void Symmetrise()
    {
        for (int row = 1; row < Stride; row++)
        {
            for (int column = 0; column < row; column++)
            {
                ref double below = ref covariance[(row * Stride) + column];
                ref double above = ref covariance[(column * Stride) + row];
                below = above = (below + above) / 2;
            }
        }
    }

    private void ResetCovariance(double diagonal)
    {
        covariance.Clear();
        for (int i = 0; i < Dimension; i++)
        {
            covariance[(i * Stride) + i] = diagonal;
        }
    }

    private static void AddScaled(Span<double> destination, ReadOnlySpan<double> source, double factor)
    {
        Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(destination);
        ReadOnlySpan<Vector<double>> from = MemoryMarshal.Cast<double, Vector<double>>(source);
        var factors = new Vector<double>(factor);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += factors * from[i];
        }
    }

    private static void Scale(Span<double> values, double factor)
    {
        foreach (ref Vector<double> value in MemoryMarshal.Cast<double, Vector<double>>(values))
        {
            value *= factor;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public DayProfile Profile;
        public double Forecast;
        public double MeanError;
        public long Count;
    }
}
