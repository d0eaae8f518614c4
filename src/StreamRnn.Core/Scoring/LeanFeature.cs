using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// One feature's scoring state in lean memory: the rich parts in single precision, relative to the feature's first reading, a linear predictor, and behind it, where
/// there is a clock, one profile for all that asks for the time of day. All-zero bytes are a fresh state.
/// </summary>
/// <remarks>
/// A reading counts as at most <see cref="MaxDistance"/> away from the first: there the largest share of the smallest range is still a finite single-precision number. Differences
/// from the first have 24 bits: below 6e-8 of them nothing is told apart.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct LeanFeature
{
    /// <summary>The largest distance from the first reading that counts.</summary>
    public const double MaxDistance = 1e28;

    /// <summary>What a normalised range of 4 comes to, in scales: as much as the range of most streams.</summary>
    private const double SpanScales = 8;

    /// <summary>Scales from the level that a reading counts for in the profile.</summary>
    private const double ProfileScales = 10;

    private double first;
    private FeatureState<SingleQuadruple> state;
    private SharpState<SingleQuadruple, float> sharp;
    private CompactPredictor predictor;
    private BlockState<float> blocks;

    /// <summary>Readings seen, held at <see cref="int.MaxValue"/>.</summary>
    public readonly int Seen => state.Seen;

    /// <summary>Normalises by what was seen so far.</summary>
    public readonly Normaliser Normaliser
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Normaliser relative = RelativeNormaliser;
            return relative.ShiftedBy(first);
        }
    }

    /// <summary>ŷ of the linear predictor for a time, within ±8.</summary>
    public readonly float Predict(long time, bool hasClock) => predictor.Predict(InputsAt(time, hasClock), state.Seen);

    /// <summary>Weighs a reading and the errors of its forecasts, then takes them in: before <see cref="Observe"/>.</summary>
    public SharpReading ObserveSharp(double value, long time, bool hasClock, double normalised, double networkError, double linearError)
    {
        int seen = state.Seen;
        LinearInputs inputs = InputsAt(time, hasClock);
        predictor.Observe((float)normalised, inputs, seen);
        double expected = hasClock ? Expect(time) : double.NaN;
        double residue = sharp.Predictability.Residue(seen);
        double evidence = sharp.Evidence.Observe(networkError, linearError, Relative(value), expected, seen, default);
        sharp.Predictability.Observe(networkError, normalised, seen);
        return new SharpReading(evidence, residue);
    }

    /// <summary>Weighs a reading against its running ranges, then takes it in.</summary>
    public double Observe(double value, long time, bool hasClock)
    {
        int seen = state.Seen;
        first = seen == 0 ? value : first;
        state.Seen = seen + (seen < int.MaxValue ? 1 : 0);
        double relative = Relative(value);
        if (!hasClock)
        {
            return state.Ranges.Observe(relative, double.NaN, first, seen);
        }

        ref CompactDayProfile profile = ref Profile;
        int bin = CompactDayProfile.BinOf(time);
        double sum = state.Ranges.Observe(relative, profile.Expect(bin, state.Ranges.LongAverage), first, seen);
        profile.Observe(bin, blocks.Level.Limit(relative, ProfileScales, seen), state.Seen, blocks.Level.Level, SpanScales * blocks.Level.Scale);
        return sum;
    }

    // Right behind the state: see FeatureLayout.
    private readonly ref CompactDayProfile Profile => ref Unsafe.As<LeanFeature, CompactDayProfile>(ref Unsafe.Add(ref Unsafe.AsRef(in this), 1));

    private readonly double Relative(double value) =>
        state.Seen == 0 ? 0 : Underflow.ToZero(Math.Clamp(value - first, -MaxDistance, MaxDistance));

    private readonly double Expect(long time) => Profile.Expect(CompactDayProfile.BinOf(time), state.Ranges.LongAverage);

    // By level and scale, which no single reading moves: the range of the readings is what the evidence is measured against.
    private readonly Normaliser RelativeNormaliser => new(state.Seen == 0 ? double.NaN : blocks.Level.Level, SpanScales * blocks.Level.Scale);

    private readonly LinearInputs InputsAt(long time, bool hasClock)
    {
        Normaliser normaliser = RelativeNormaliser;
        return new LinearInputs(
            (float)normaliser.Normalise(state.Ranges.FastAverage),
            (float)normaliser.Normalise(state.Ranges.SlowAverage),
            hasClock ? (float)normaliser.Normalise(Expect(time)) : 0,
            hasClock);
    }

    /// <summary>Whether the errors of its forecasts have lately been far above usual.</summary>
    public readonly bool IsDisturbed => blocks.IsDisturbed;

    /// <summary>The reading, or the farthest within so many scales of its level that counts in its place.</summary>
    public readonly double Limit(double value, double scales)
    {
        double relative = Relative(value);
        double limited = blocks.Level.Limit(relative, scales, state.Seen);
        return state.Seen == 0 || limited == relative ? value : first + limited;
    }

    /// <summary>What would make a person look, of a reading that is then taken in: before <see cref="Observe"/>.</summary>
    public BlockJudgement ObserveBlocks(double value, long time, bool hasClock, double error)
    {
        int seen = state.Seen;
        double origin = seen == 0 ? value : first;
        double relative = Relative(value);
        blocks.Level.Observe(relative, origin, seen);
        ProfileValue expected = hasClock ? Profile.Expect(CompactDayProfile.BinOf(time), blocks.Level) : new ProfileValue(blocks.Level.Level, true);
        return blocks.Judge(relative, expected, time, hasClock, error, seen, origin);
    }
}
