using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Streams;

/// <summary>
/// What a lane says of one event. The caller owns one instance per lane and hands it to every call, so that scoring
/// allocates nothing; copy what must outlive the next call.
/// </summary>
public sealed class ScoredEvent
{
    private const int OwnBytes = 104;
    private const int ArrayHeaderBytes = 24;

    /// <summary>The score from which on it is told as an event; below, the recipe's alarm ranks.</summary>
    public const double SpeaksFrom = 0.97;

    /// <summary>The score from which on it is said what it rests on.</summary>
    public const double ExplainedFrom = 0.8;

    // Forecasts, lower and upper ends, attributions: side by side they are one cache line for one feature.
    private readonly double[] perFeature;
    private readonly int features;

    /// <summary>Makes room for <paramref name="features"/> features, 1 to 64.</summary>
    public ScoredEvent(int features)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(features, LaneOptions.MaxFeatures);
        this.features = features;
        perFeature = new double[4 * features];
    }

    /// <summary>Bytes that one takes: its own fields, and an array with its header.</summary>
    internal static long SizeBytes(int features) => OwnBytes + ArrayHeaderBytes + 4L * features * sizeof(double);

    /// <summary>The expected reading, <c>[features]</c>, in the stream's own units, within what its readings can be; NaN before the first reading.</summary>
    public Span<double> Forecast => perFeature.AsSpan(0, features);

    /// <summary>Lower end of the forecast interval, <c>[features]</c>.</summary>
    public Span<double> Lower => perFeature.AsSpan(features, features);

    /// <summary>Upper end of the forecast interval, <c>[features]</c>.</summary>
    public Span<double> Upper => perFeature.AsSpan(2 * features, features);

    /// <summary>Share of each feature in <see cref="Score"/>, <c>[features]</c>, summing to 1, or all 0 where <see cref="LeadingEvidence"/> is none.</summary>
    public Span<double> Attribution => perFeature.AsSpan(3 * features, features);

    /// <summary>How much the row stands out, dense, 0 and above without bound; see <see cref="DenseScore{TReal}"/>.</summary>
    public double RawScore { get; set; }

    /// <summary>
    /// How rare the row is, dense, in [0, 1): a normal stream reaches s about once in s / (1 - s) days, see <see cref="AlarmRate"/>. An exceedance where it reaches the threshold of the windows (0.97 by
    /// default). 0 for a stream's first readings.
    /// </summary>
    public double Score { get; set; }

    /// <summary>
    /// The score on rows where the detector speaks, 0 elsewhere, in [0, 1): <see cref="Score"/> where that reaches <see cref="SpeaksFrom"/> and outdoes the last weeks, and below that what the
    /// recipe's one alarm says (<see cref="AlarmScore{TReal}"/>), from the stream's 151st event on.
    /// </summary>
    public double Alarm { get; set; }

    /// <summary>|reading - forecast| in scales of the forecast's distribution, 0 and above; the largest over the features.</summary>
    public double StandardizedResidual { get; set; }

    /// <summary>-log10 of the two-sided tail probability of <see cref="StandardizedResidual"/> under the forecast (Student's t, 4 degrees of freedom).</summary>
    public double Surprisal => StudentT.Surprisal(StandardizedResidual);

    /// <summary>
    /// How well the feature is known that <see cref="LeadingEvidence"/> speaks of, or the best known one of the event where there is none, in [0, 1]: 0 in its
    /// warm-up or its stream's, rising to 1 with its readings.
    /// </summary>
    public double Confidence { get; set; }

    /// <summary>Events of this stream taken in so far, this one included.</summary>
    public long EventCount { get; set; }

    /// <summary>Where the stream stands: away where any feature is, returned where one came back and none is away.</summary>
    public Place Place { get; set; }

    /// <summary>Which evidence weighs most in <see cref="Score"/>; <see cref="Evidence.None"/> where that is slight.</summary>
    public Evidence LeadingEvidence { get; set; }

    /// <summary>The feature that <see cref="LeadingEvidence"/> speaks of, 0-based.</summary>
    public int LeadingFeature { get; set; }

    /// <summary>+1 where the reading lies above the range that the leading evidence says was left, -1 below, 0 where it has none of readings.</summary>
    public int Direction { get; set; }

    /// <summary>
    /// What the leading evidence measured: of averages their value, in the stream's units; of <see cref="Evidence.Stuck"/> equal readings on end; of all others a multiple of what is usual, of the error for
    /// <see cref="Evidence.ForecastError"/> and <see cref="Evidence.Pattern"/>, of the errors' mean for <see cref="Evidence.Noise"/>, of the distance from the profile for <see cref="Evidence.TimeOfDay"/>, of the changes, inverted,
    /// for <see cref="Evidence.Quiet"/>.
    /// </summary>
    public double Measure { get; set; }

    /// <summary>What <see cref="Measure"/> reaches in the stream's normal life; NaN for averages, whose range <see cref="Lower"/> and <see cref="Upper"/> tell.</summary>
    public double UsualMeasure { get; set; }

    /// <summary>How many days a normal stream goes, on average, between two rows of this <see cref="Score"/>.</summary>
    public double DaysBetween => Score / (1 - Score);

    /// <summary>Says what the score rests on: from now on the leading feature's range is the one that was left, NaN where the evidence has none of readings.</summary>
    /// <param name="feature">The feature with the strongest evidence.</param>
    /// <param name="value">Its reading.</param>
    /// <param name="judgement">Of it.</param>
    /// <param name="alarms">Each feature's alarm, 0 and above, not all 0, <c>[features]</c>.</param>
    internal void Explain(int feature, double value, in BlockJudgement judgement, ReadOnlySpan<double> alarms)
    {
        LeadingEvidence = judgement.Evidence;
        LeadingFeature = feature;
        Measure = judgement.Measure;
        UsualMeasure = judgement.UsualMeasure;
        Direction = 0;
        Lower[feature] = judgement.Middle - judgement.Reach;
        Upper[feature] = judgement.Middle + judgement.Reach;
        if (judgement.Reach >= 0)
        {
            Direction = value > judgement.Middle ? 1 : -1;
        }

        double sum = 0;
        foreach (double alarm in alarms)
        {
            sum += alarm;
        }

        for (int i = 0; i < alarms.Length; i++)
        {
            Attribution[i] = alarms[i] / sum;
        }
    }

    /// <summary>Keeps a feature's range within what its readings can be, unless it lies beyond that: the reading that left it would then stand on its end.</summary>
    internal void Bound(int feature, double floor, double ceiling)
    {
        if (Upper[feature] > floor && Lower[feature] < ceiling)
        {
            Lower[feature] = Math.Max(Lower[feature], floor);
            Upper[feature] = Math.Min(Upper[feature], ceiling);
        }
    }

    /// <summary>Says that nothing stands out.</summary>
    internal void ExplainNothing()
    {
        LeadingEvidence = Evidence.None;
        LeadingFeature = 0;
        Direction = 0;
        Measure = 0;
        UsualMeasure = double.NaN;
        Attribution.Clear();
    }
}
