using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// One feature's scoring: a view on its bytes in a stream's row. Per reading, in this order: <see cref="PredictLinear"/>, <see cref="Normaliser"/>,
/// <see cref="Observe"/>. Zero bytes are a fresh feature; a reading that is missing is not shown to it.
/// </summary>
public readonly ref struct FeatureScorer
{
    private readonly ref readonly FeatureLayout layout;
    private readonly Span<byte> row;
    private readonly ref FeatureState state;

    /// <summary>Views a feature's state.</summary>
    /// <param name="layout">Where its parts stand.</param>
    /// <param name="row">The state, <c>[layout.Size]</c> bytes, 8-byte aligned, zeros at first.</param>
    /// <exception cref="ArgumentException">The state has another size.</exception>
    public FeatureScorer(ref readonly FeatureLayout layout, Span<byte> row)
    {
        if (row.Length != layout.Size)
        {
            throw new ArgumentException($"The state has {row.Length} bytes; {layout.Size} are needed.", nameof(row));
        }

        this.layout = ref layout;
        this.row = row;
        state = ref MemoryMarshal.AsRef<FeatureState>(row);
    }

    /// <summary>Readings seen, held at <see cref="int.MaxValue"/>.</summary>
    public int Seen => state.Seen;

    /// <summary>Normalises by what was seen so far.</summary>
    public Normaliser Normaliser
    {
        get
        {
            (double mean, double span) = state.Ranges.Reading;
            return new Normaliser(Seen == 0 ? double.NaN : mean, span);
        }
    }

    /// <summary>The linear forecast of the coming normalised value; call it once before each <see cref="Observe"/>. In lean memory there is no predictor: 0.</summary>
    /// <param name="time">Of the coming reading, Unix milliseconds; ignored without a clock.</param>
    public double PredictLinear(long time) =>
        layout.IsRich ? Predictor.Predict(LinearPredictor.Profile.BinOf(time)) : 0;

    /// <summary>Scores a reading against what was seen before it, then takes it in.</summary>
    /// <param name="value">The reading, finite, within ±1e30; one within ±1e-30 counts as 0.</param>
    /// <param name="time">Its time, Unix milliseconds; ignored without a clock.</param>
    /// <param name="normalised">x of the reading by <see cref="Normaliser"/>.</param>
    /// <param name="forecastError"><paramref name="normalised"/> minus the forecast in use, finite.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FeatureEvidence Observe(double value, long time, double normalised, double forecastError)
    {
        value = Underflow.ToZero(value);
        int seen = state.Seen;
        state.Seen = seen + (seen < int.MaxValue ? 1 : 0);
        return layout.IsRich
            ? ObserveRich(value, time, normalised, forecastError, seen)
            : ObserveLean(ref state, layout.HasClock, value, time, normalised, forecastError, seen);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FeatureEvidence ObserveLean(
        ref FeatureState state, bool hasClock, double value, long time, double normalised, double forecastError, int seen)
    {
        double slowEvidence = state.SlowEvidence.Observe(forecastError, seen, []);
        if (!hasClock)
        {
            return new FeatureEvidence(normalised, slowEvidence, state.Ranges.Observe(value, double.NaN, seen));
        }

        // The profile stands right behind the state: see FeatureLayout.
        ref CompactDayProfile profile = ref Unsafe.As<FeatureState, CompactDayProfile>(ref Unsafe.Add(ref state, 1));
        int bin = FeatureRanges.Profile.BinOf(time);
        RangeEvidence sum = state.Ranges.Observe(value, profile.Expect(bin, state.Ranges.LongAverage), seen);
        (double mean, double span) = state.Ranges.Reading;
        profile.Observe(bin, value, state.Seen, mean, span);
        return new FeatureEvidence(normalised, slowEvidence, sum);
    }

    private FeatureEvidence ObserveRich(double value, long time, double normalised, double forecastError, int seen)
    {
        double linearError = Predictor.Observe(normalised, LinearPredictor.Profile.BinOf(time));
        double slowEvidence = state.SlowEvidence.Observe(forecastError, seen, Start);
        if (!layout.HasClock)
        {
            return new FeatureEvidence(linearError, slowEvidence, state.Ranges.Observe(value, double.NaN, seen));
        }

        DayProfileOptions options = FeatureRanges.Profile;
        int bin = options.BinOf(time);
        ref DayProfile profile = ref MemoryMarshal.AsRef<DayProfile>(row[layout.ProfileOffset..layout.ProfileBinsOffset]);
        Span<double> bins = MemoryMarshal.Cast<byte, double>(row[layout.ProfileBinsOffset..layout.ProfileCountsOffset]);
        Span<byte> counts = row.Slice(layout.ProfileCountsOffset, options.Bins);
        RangeEvidence sum = state.Ranges.Observe(value, profile.Expect(bins, counts, bin), seen);
        profile.Observe(options, bins, counts, bin, value);
        return new FeatureEvidence(linearError, slowEvidence, sum);
    }

    private Span<float> Start => MemoryMarshal.Cast<byte, float>(row[layout.StartOffset..layout.PredictorOffset]);

    private LinearPredictor Predictor =>
        new(MemoryMarshal.Cast<byte, double>(row[layout.PredictorOffset..]), layout.HasClock);
}

/// <summary>The part of a feature's scoring state that both memories have. All-zero bytes are a fresh state.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct FeatureState
{
    internal FeatureRanges Ranges;
    internal SlowEvidence SlowEvidence;

    /// <summary>Readings seen, held at <see cref="int.MaxValue"/>: one count for all parts, which see the same readings.</summary>
    internal int Seen;
}

/// <summary>What one feature's state says of one reading.</summary>
/// <param name="LinearError">Normalised value minus the linear forecast; the value itself where there is no predictor.</param>
/// <param name="SlowEvidence">N at scale d = 1, within [0, 120].</param>
/// <param name="Ranges">E and which range leads.</param>
public readonly record struct FeatureEvidence(
    double LinearError, double SlowEvidence, RangeEvidence Ranges);
