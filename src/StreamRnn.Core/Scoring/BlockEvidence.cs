using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// What would make a person look: seven kinds of evidence of one feature, each against what it reaches in blocks of the stream's own normal life. All-zero bytes are fresh.
/// </summary>
/// <remarks>
/// <para>
/// With v the reading, r = v less its time-of-day profile, e its forecast's error, u = mean |e| before and scale the spread of <see cref="ReadingLevel{TReal}"/>: |e|/u; |EWMA_0.1(r)|/scale; |EWMA_0.02(r)|/scale;
/// EWMA_0.05(|e|)/u; log2(1 + run of equal values); u/(EWMA_0.02|Δv| + 0.02u); |r|/scale. Each gives x = (e - u)/s by its <see cref="BlockThreshold"/>, times n/(n + 5) with n the blocks since its
/// warm-up; the alarm is the largest x/7.
/// </para>
/// <para>
/// Robust: |e| counts for at most 6 u in u, 5 u in the noise, r for at most 10 scales in the averages and in the profile, which learns at a tenth of its rate while x > 4.
/// Evidence by the time of day speaks when the stream was seen for a day, and for a fifth on the first day of a kind (Monday to Friday, Saturday, Sunday) that it has not seen, and on the first Monday after a weekend.
/// </para>
/// <para>
/// A kind speaks where the reading itself bears it out: averages where it lies outside of their range on the same side, noise where its error is twice the usual. So what
/// an alert prints as the range that was left is left. A run, and changes that have gone, count for three tenths at the value at which the last run of eight or more was.
/// </para>
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct BlockEvidence<TReal>
    where TReal : unmanaged, IBinaryFloatingPointIeee754<TReal>
{
    /// <summary>What x of these kinds is divided by for the alarm.</summary>
    public const double AlarmUnit = 7;

    /// <summary>Readings before the first block begins.</summary>
    public const int StartReadings = 100;

    /// <summary>Errors that a reading's must be, in multiples of the usual one, for noise to be said.</summary>
    private const double NoiseGate = 2;

    /// <summary>Usual errors below this share of the readings' spread count as so much: a stream without noise is not to alarm at what nobody can see.</summary>
    private const double MinErrorShare = 0.02;

    private const int Kinds = 7;
    private const int QuickRows = 64;
    private const int SlowRows = 256;
    private const int QuickWarmUp = 4;
    private const int SlowWarmUp = 2;
    private const double RampBlocks = 5;
    private const int MinutesPerDay = 1440;
    private const int QuietReadings = 200;
    private const double FirstDayOfKind = 0.2;
    private const double LearnsSlowlyFrom = 4;
    private const double DisturbedRatio = 3;

    /// <summary>Equal readings on end whose value is one where the stream rests.</summary>
    private const int LongRun = 8;

    /// <summary>What a run counts for where the stream has rested before: zero at night.</summary>
    private const double RunsThere = 0.3;

    private TReal last;
    private TReal runValue;
    private TReal average;
    private TReal slowAverage;
    private TReal noise;
    private TReal change;
    private TReal usualError;
    private int firstMinute;
    private int rowsOfDay;
    private ushort repeats;
    private bool isAway;
    private bool hasRested;
    private Thresholds thresholds;

    // By their order in Evidence, from ForecastError on.
    private static ReadOnlySpan<double> MinExcesses => [0.5, 0.03, 0.03, 0.1, 0.5, 0.3, 0.1];

    /// <summary>u: the mean magnitude of the forecasts' errors, in the stream's units; above 0 once the scale is.</summary>
    public readonly double UsualErrorAt(in ReadingLevel<TReal> level) => Bounded(double.CreateTruncating(usualError), level.Scale);

    private static double Bounded(double usual, double scale) => Math.Max(usual, MinErrorShare * scale);

    /// <summary>Whether the errors of the last twenty readings or so are three times as large as usual.</summary>
    public readonly bool IsDisturbedAt(in ReadingLevel<TReal> level) => double.CreateTruncating(noise) > DisturbedRatio * UsualErrorAt(level);

    /// <summary>What evidence counts for that rests on other days of the stream.</summary>
    public readonly double WeightOfDay(long time, bool hasClock) => hasClock && DayKinds.IsFirst(firstMinute, time) ? FirstDayOfKind : 1;

    /// <summary>Minutes since the first reading, by the stream's clock; 0 and above.</summary>
    public readonly long MinutesAt(long time) => Math.Max(0, DayKinds.MinuteOf(time) - (long)firstMinute);

    /// <summary>Weighs a reading, then takes it in.</summary>
    /// <param name="row">What is known of the row.</param>
    /// <param name="level">The level and scale, the reading taken in.</param>
    /// <returns>The strongest evidence.</returns>
    public BlockReading Observe(in BlockRow row, in ReadingLevel<TReal> level)
    {
        int seen = row.Seen;
        double scale = level.Scale;

        // In the precision of what is kept, or equal readings would not be.
        double value = double.CreateTruncating(TReal.CreateTruncating(row.Value));
        double before = seen == 0 ? value : double.CreateTruncating(last);
        double residual = row.Value - row.Expected;
        double error = row.Error;
        double usual = double.CreateTruncating(usualError);
        Learn(error, usual, scale, seen);
        double bounded = Bounded(usual, scale);
        double limited = Math.Clamp(residual, -10 * scale, 10 * scale);
        double magnitude = Math.Abs(error);
        double step = Math.Abs(value - before);
        double fast = Follow(ref average, limited, 0.1);
        double slow = Follow(ref slowAverage, limited, 0.02);
        double noisy = Follow(ref noise, Math.Min(magnitude, 5 * bounded), 0.05);
        double changed = Follow(ref change, Math.Min(step, 20 * bounded), 0.02);
        FollowRun(before, step == 0 && seen > 0);
        last = TReal.CreateTruncating(value);
        if (seen == 0)
        {
            firstMinute = DayKinds.MinuteOf(row.Time);
        }

        if (seen < StartReadings)
        {
            return default;
        }

        bool isOfDay = row.HasClock ? row.IsKnown && MinutesAt(row.Time) >= MinutesPerDay : seen >= MinutesPerDay;
        double firstOfKind = WeightOfDay(row.Time, row.HasClock);
        int rows = seen - StartReadings;
        var strongest = new Strongest();
        strongest.Add(Evidence.ForecastError, Weigh(Evidence.ForecastError, magnitude / bounded, rows, QuickRows), true);
        strongest.Add(Evidence.Noise, Weigh(Evidence.Noise, noisy / bounded, rows, QuickRows), magnitude >= NoiseGate * bounded);
        double usualRun = hasRested && repeats > 0 && value == double.CreateTruncating(runValue) ? RunsThere : 1;
        strongest.Add(Evidence.Stuck, usualRun * Weigh(Evidence.Stuck, RunOf(repeats), rows, QuickRows), true);
        double quiet = seen > QuietReadings ? bounded / (changed + (0.02 * bounded)) : 0;
        strongest.Add(Evidence.Quiet, usualRun * Weigh(Evidence.Quiet, quiet, rows, SlowRows), true);
        if (isOfDay)
        {
            double place = Math.Abs(residual) / scale;
            strongest.Add(Evidence.Average, firstOfKind * Weigh(Evidence.Average, Math.Abs(fast) / scale, rowsOfDay, QuickRows), Bears(Evidence.Average, fast, residual, scale));
            strongest.Add(Evidence.SlowAverage, firstOfKind * Weigh(Evidence.SlowAverage, Math.Abs(slow) / scale, rowsOfDay, SlowRows), Bears(Evidence.SlowAverage, slow, residual, scale));
            strongest.Add(Evidence.TimeOfDay, firstOfKind * Weigh(Evidence.TimeOfDay, place, rowsOfDay, QuickRows), true);
            rowsOfDay += rowsOfDay < int.MaxValue ? 1 : 0;
        }

        return new BlockReading(strongest.Exceeded / AlarmUnit, strongest.Evidence, strongest.Any > LearnsSlowlyFrom, FollowPlace(isOfDay, fast, scale));
    }

    /// <summary>Says what a judgement rests on: the range that was left, and what was measured.</summary>
    /// <param name="judgement">Of what <see cref="Observe"/> gave, right before.</param>
    /// <param name="row">As given there.</param>
    /// <param name="level">As given there.</param>
    /// <param name="origin">What the row's values are relative to.</param>
    public readonly BlockJudgement Explain(in BlockJudgement judgement, in BlockRow row, in ReadingLevel<TReal> level, double origin)
    {
        double usualError = judgement.UsualError;
        double forecast = origin + row.Value - row.Error;
        double expected = origin + row.Expected;
        double usual = judgement.Evidence == Evidence.None ? 0 : Usual(judgement.Evidence);
        return judgement.Evidence switch
        {
            Evidence.ForecastError => judgement with { Middle = forecast, Reach = usual * usualError, Measure = Math.Abs(row.Error) / usualError, UsualMeasure = usual },
            Evidence.Noise => judgement with { Middle = forecast, Reach = NoiseGate * usualError, Measure = double.CreateTruncating(noise) / usualError, UsualMeasure = usual },
            Evidence.Average => judgement with { Middle = expected, Reach = usual * level.Scale, Measure = expected + double.CreateTruncating(average) },
            Evidence.SlowAverage => judgement with { Middle = expected, Reach = usual * level.Scale, Measure = expected + double.CreateTruncating(slowAverage) },
            Evidence.TimeOfDay => judgement with { Middle = expected, Reach = usual * level.Scale, Measure = Math.Abs(row.Value - row.Expected) / level.Scale, UsualMeasure = usual },
            Evidence.Stuck => judgement with { Measure = repeats + 1, UsualMeasure = LengthOf(usual) },
            Evidence.Quiet => judgement with { Measure = usualError / (double.CreateTruncating(change) + (0.02 * usualError)), UsualMeasure = usual },
            _ => judgement,
        };
    }

    /// <summary>What an evidence's measure reaches in normal life, a little above its 0.8 quantile over blocks: u + s.</summary>
    private readonly double Usual(Evidence evidence) => thresholds[IndexOf(evidence)].Threshold + thresholds[IndexOf(evidence)].Excess;

    private static int IndexOf(Evidence evidence) => (int)evidence - (int)Evidence.ForecastError;

    /// <summary>Whether the reading lies outside the range of an average that does, on the same side.</summary>
    private readonly bool Bears(Evidence evidence, double average, double residual, double scale) =>
        residual * average >= 0 && Math.Abs(residual) >= Usual(evidence) * scale;

    /// <summary>x of a kind, whose block then takes the row in.</summary>
    private double Weigh(Evidence kind, double evidence, int rows, int blockRows)
    {
        // What is beyond all measure is told apart no more: a stream that hardly ever leaves zero has no usual error.
        evidence = Math.Min(evidence, BlockThreshold.MaxEvidence);
        int warmUp = blockRows == SlowRows ? SlowWarmUp : QuickWarmUp;
        int blocks = rows / blockRows;
        double past = blocks - warmUp + 1;
        ref BlockThreshold threshold = ref thresholds[IndexOf(kind)];
        double exceeded = past > 0 ? threshold.Exceed(evidence) * (past / (past + RampBlocks)) : 0;
        threshold.Observe(evidence);
        if (rows % blockRows == blockRows - 1)
        {
            threshold.EndBlock(blocks, warmUp, MinExcesses[IndexOf(kind)]);
        }

        return exceeded;
    }

    /// <summary>Whether the last ten readings or so lie outside what is usual at their time of day, or are back within it.</summary>
    private Place FollowPlace(bool isOfDay, double average, double scale)
    {
        bool isAwayNow = isOfDay && rowsOfDay > QuickWarmUp * QuickRows && Math.Abs(average) > Usual(Evidence.Average) * scale;
        bool hasReturned = isAway && isOfDay && !isAwayNow;
        isAway = isAwayNow || (isAway && !isOfDay);
        return isAwayNow ? Place.Away : hasReturned ? Place.Returned : Place.Usual;
    }

    /// <summary>Counts equal readings on end, and keeps the value of the last long run of them.</summary>
    private void FollowRun(double before, bool goesOn)
    {
        if (!goesOn && repeats >= LongRun)
        {
            runValue = TReal.CreateTruncating(before);
            hasRested = true;
        }

        repeats = goesOn ? (ushort)Math.Min(repeats + 1, ushort.MaxValue) : (ushort)0;
    }

    /// <summary>log2(1 + n), its fraction on a straight line: the same bits on every machine.</summary>
    private static double RunOf(ushort repeats)
    {
        uint run = repeats + 1u;
        int whole = BitOperations.Log2(run);
        return whole + ((run / (double)(1u << whole)) - 1);
    }

    /// <summary>Equal readings on end of which <see cref="RunOf"/> is so much.</summary>
    private static double LengthOf(double run)
    {
        int whole = (int)Math.Clamp(run, 0, 16);
        return (1 << whole) * (1 + Math.Min(run - whole, 1));
    }

    private void Learn(double error, double usual, double scale, int seen)
    {
        // Bounded, as a stream that begins with a constant has had no errors: multiples of 0 would stay 0.
        double magnitude = seen < StartReadings ? Math.Abs(error) : Math.Min(Math.Abs(error), 6 * Bounded(usual, scale));
        usualError = TReal.CreateTruncating(Underflow.ToZero(usual + (Math.Max(1 / (seen + 1.0), 1.0 / 2000) * (magnitude - usual))));
    }

    private static double Follow(ref TReal average, double value, double rate)
    {
        double before = double.CreateTruncating(average);
        double moved = Underflow.ToZero(before + (rate * (value - before)));
        average = TReal.CreateTruncating(moved);
        return moved;
    }

    [InlineArray(Kinds)]
    private struct Thresholds
    {
        private BlockThreshold first;
    }

    private struct Strongest
    {
        public Evidence Evidence { get; private set; }

        /// <summary>Its x, of those that the reading bears out.</summary>
        public double Exceeded { get; private set; }

        /// <summary>The largest x of all.</summary>
        public double Any { get; private set; }

        public void Add(Evidence evidence, double exceeded, bool isBorneOut)
        {
            Any = Math.Max(Any, exceeded);
            if (isBorneOut && exceeded > Exceeded)
            {
                (Evidence, Exceeded) = (evidence, exceeded);
            }
        }
    }
}

/// <summary>What <see cref="BlockEvidence{TReal}"/> is given of a row; values relative to the feature's origin.</summary>
internal readonly struct BlockRow
{
    /// <summary>v.</summary>
    public required double Value { get; init; }

    /// <summary>What the profile says of its time of day, or of the bin before, or the level.</summary>
    public required double Expected { get; init; }

    /// <summary>Whether the profile has had a reading at that time of day.</summary>
    public required bool IsKnown { get; init; }

    /// <summary>v less its forecast.</summary>
    public required double Error { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>Whether there is a clock.</summary>
    public required bool HasClock { get; init; }

    /// <summary>Readings before it.</summary>
    public required int Seen { get; init; }
}

/// <summary>The strongest evidence of a reading.</summary>
/// <param name="Alarm">Its x / 7, 0 and above.</param>
/// <param name="Evidence">Which; <see cref="Evidence.None"/> where there is none.</param>
/// <param name="IsUnusual">Whether any kind says that the reading is not to be learned from as others are.</param>
/// <param name="Place">Where the stream stands.</param>
internal readonly record struct BlockReading(double Alarm, Evidence Evidence, bool IsUnusual, Place Place);
