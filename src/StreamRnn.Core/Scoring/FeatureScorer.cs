using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// What one feature's own history says of a reading: a view on its bytes in a stream's row. Zero bytes are a fresh feature; a reading that is missing is not
/// shown to it.
/// </summary>
public readonly ref struct FeatureScorer
{
    private readonly ref readonly FeatureLayout layout;
    private readonly Span<byte> row;

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
    }

    /// <summary>Readings seen, held at <see cref="int.MaxValue"/>.</summary>
    public int Seen => layout.IsRich ? Rich.Seen : Lean.Seen;

    /// <summary>Normalises by what was seen so far.</summary>
    public Normaliser Normaliser
    {
        get
        {
            if (!layout.IsRich)
            {
                return Lean.Normaliser;
            }

            (double mean, double span) = Rich.Ranges.Reading(0);
            return new Normaliser(Seen == 0 ? double.NaN : mean, span);
        }
    }

    private ref LeanFeature Lean => ref Unsafe.As<byte, LeanFeature>(ref MemoryMarshal.GetReference(row));

    private ref FeatureState<DoubleQuadruple> Rich => ref Unsafe.As<byte, FeatureState<DoubleQuadruple>>(ref MemoryMarshal.GetReference(row));

    /// <summary>The linear forecast of the reading at a time, normalised, within ±8: in lean memory. Rich forecasters have predictors of their own.</summary>
    /// <param name="time">Unix milliseconds; ignored without a clock.</param>
    internal float Predict(long time) => Lean.Predict(time, layout.HasClock);

    /// <summary>Weighs a reading against its running ranges, then takes it in: E, within [0, 4). Call <see cref="ObserveSharp"/> and <see cref="ObserveBlocks"/> first.</summary>
    /// <param name="value">The reading, finite, within ±1e30; one within ±1e-30 counts as 0.</param>
    /// <param name="time">Its time, Unix milliseconds; ignored without a clock.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Observe(double value, long time)
    {
        value = Underflow.ToZero(value);
        return layout.IsRich ? ObserveRich(value, time) : Lean.Observe(value, time, layout.HasClock);
    }

    /// <summary>Weighs a reading and the errors of its forecasts, then takes them in: before <see cref="Observe"/>.</summary>
    /// <param name="value">The reading, finite, within ±1e30; one within ±1e-30 counts as 0.</param>
    /// <param name="time">Its time, Unix milliseconds; ignored without a clock.</param>
    /// <param name="normalised">x of the reading by <see cref="Normaliser"/>.</param>
    /// <param name="networkError">x minus the network's forecast, finite.</param>
    /// <param name="linearError">x minus the linear predictor's.</param>
    public SharpReading ObserveSharp(double value, long time, double normalised, double networkError, double linearError)
    {
        value = Underflow.ToZero(value);
        return layout.IsRich
            ? ObserveRichSharp(value, time, normalised, networkError, linearError)
            : Lean.ObserveSharp(value, time, layout.HasClock, normalised, networkError, linearError);
    }

    /// <summary>The reading, or the farthest within so many scales of its level that counts in its place.</summary>
    internal double Limit(double value, double scales) =>
        layout.IsRich ? RichBlocks.Level.Limit(value, scales, Seen) : Lean.Limit(value, scales);

    /// <summary>Whether the errors of its forecasts have lately been far above usual.</summary>
    internal bool IsDisturbed => layout.IsRich ? RichBlocks.IsDisturbed : Lean.IsDisturbed;

    /// <summary>What would make a person look, of a reading that is then taken in: before <see cref="Observe"/>.</summary>
    /// <param name="value">The reading, finite, within ±1e30; one within ±1e-30 counts as 0.</param>
    /// <param name="time">Its time, Unix milliseconds; ignored without a clock.</param>
    /// <param name="error">The reading less its forecast, in its own units; 0 where there is none.</param>
    /// <param name="pattern">Evidence of patterns, 0 and above; in lean memory there is none.</param>
    internal BlockJudgement ObserveBlocks(double value, long time, double error, double pattern)
    {
        value = Underflow.ToZero(value);
        if (!layout.IsRich)
        {
            return Lean.ObserveBlocks(value, time, layout.HasClock, error);
        }

        ref BlockState<double> state = ref RichBlocks;
        int seen = Seen;
        int bin = RobustProfile.Options.BinOf(time);
        state.Level.Observe(value, 0, seen);
        ProfileValue profile = layout.HasClock ? RobustProfile.Expect(bin, state.Level.Level) : new ProfileValue(state.Level.Level, true);
        BlockJudgement judgement = state.Judge(value, profile, time, layout.HasClock, error, seen, 0);
        if (layout.HasClock)
        {
            RobustProfile.Observe(bin, profile.Value, state.Level.LimitedDistance(value, profile.Value), judgement.IsUnusual);
        }

        double exceeded = seen < BlockEvidence<double>.StartReadings ? 0 : PatternThreshold.Observe(pattern);
        return judgement.With(exceeded * state.Evidence.WeightOfDay(time, layout.HasClock), value - error, error);
    }

    private ref BlockState<double> RichBlocks => ref MemoryMarshal.AsRef<BlockState<double>>(row[layout.BlocksOffset..layout.RobustProfileOffset]);

    private RobustProfile RobustProfile => new(row[layout.RobustProfileOffset..layout.PatternThresholdOffset]);

    private ref PatternThreshold PatternThreshold => ref MemoryMarshal.AsRef<PatternThreshold>(row[layout.PatternThresholdOffset..]);

    private SharpReading ObserveRichSharp(double value, long time, double normalised, double networkError, double linearError)
    {
        int seen = Rich.Seen;
        ref SharpState<DoubleQuadruple, double> sharp = ref MemoryMarshal.AsRef<SharpState<DoubleQuadruple, double>>(row[layout.SharpOffset..layout.SharpStartOffset]);
        Span<float> start = MemoryMarshal.Cast<byte, float>(row[layout.SharpStartOffset..layout.SharpProfileOffset]);
        double expected = double.NaN;
        if (layout.HasClock)
        {
            DayProfileOptions options = SharpProfile.Options;
            int bin = options.BinOf(time);
            ref DayProfile profile = ref Profile(layout.SharpProfileOffset, options, out Span<double> bins, out Span<byte> counts);
            expected = profile.Expect(bins, counts, bin);
            profile.Observe(options, bins, counts, bin, value);
        }

        double residue = sharp.Predictability.Residue(seen);
        double evidence = sharp.Evidence.Observe(networkError, linearError, value, expected, seen, start);
        sharp.Predictability.Observe(networkError, normalised, seen);
        return new SharpReading(evidence, residue);
    }

    private double ObserveRich(double value, long time)
    {
        ref FeatureState<DoubleQuadruple> state = ref Rich;
        int seen = state.Seen;
        state.Seen = seen + (seen < int.MaxValue ? 1 : 0);
        if (!layout.HasClock)
        {
            return state.Ranges.Observe(value, double.NaN, 0, seen);
        }

        DayProfileOptions options = ReadingProfile.Options;
        int bin = options.BinOf(time);
        ref DayProfile profile = ref Profile(layout.ProfileOffset, options, out Span<double> bins, out Span<byte> counts);
        double sum = state.Ranges.Observe(value, profile.Expect(bins, counts, bin), 0, seen);
        profile.Observe(options, bins, counts, bin, value);
        return sum;
    }

    private ref DayProfile Profile(int offset, DayProfileOptions options, out Span<double> bins, out Span<byte> counts)
    {
        int binsOffset = offset + Unsafe.SizeOf<DayProfile>();
        int countsOffset = binsOffset + (options.Bins * sizeof(double));
        bins = MemoryMarshal.Cast<byte, double>(row[binsOffset..countsOffset]);
        counts = row.Slice(countsOffset, options.Bins);
        return ref MemoryMarshal.AsRef<DayProfile>(row[offset..binsOffset]);
    }
}

/// <summary>What both memories have of a feature. All-zero bytes are a fresh state.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FeatureState<TQuadruple>
    where TQuadruple : unmanaged, IQuadruple<TQuadruple>
{
    public FeatureRanges<TQuadruple> Ranges;

    /// <summary>Readings seen, held at <see cref="int.MaxValue"/>: one count for all parts, which see the same readings.</summary>
    public int Seen;
}

/// <summary>What sharp evidence rests on. All-zero bytes are a fresh state.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SharpState<TQuadruple, TReal>
    where TQuadruple : unmanaged, IQuadruple<TQuadruple>
    where TReal : unmanaged, IBinaryFloatingPointIeee754<TReal>
{
    public SharpEvidence<TQuadruple, TReal> Evidence;
    public Predictability<TReal> Predictability;
}

/// <summary>How far one reading of a feature is out of place.</summary>
/// <param name="Evidence">s, 0 and above; see <see cref="SharpEvidence{TQuadruple, TReal}"/>.</param>
/// <param name="Residue">R from before the reading; see <see cref="Predictability{TReal}"/>.</param>
public readonly record struct SharpReading(double Evidence, double Residue);
