using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Streams;

/// <summary>
/// What a lane says of one event. The caller owns one instance per lane and hands it to every call, so that scoring
/// allocates nothing; copy what must outlive the next call.
/// </summary>
public sealed class ScoredEvent
{
    private const int OwnBytes = 96;
    private const int ArrayHeaderBytes = 24;

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

    /// <summary>Share of each feature in <see cref="Alarm"/>, <c>[features]</c>, summing to 1, or all 0 where the alarm is 0.</summary>
    public Span<double> Attribution => perFeature.AsSpan(3 * features, features);

    /// <summary>How much the row stands out, dense, 0 and above without bound; see <see cref="DenseScore{TReal}"/>.</summary>
    public double RawScore { get; set; }

    /// <summary><see cref="RawScore"/> brought to [0, 1).</summary>
    public double Score { get; set; }

    /// <summary>What a pager would be told, in [0, 1): an exceedance where it reaches the threshold of the windows (0.5 by default).</summary>
    /// <remarks>From the stream's 151st event on; up to the end of the warm-up it opens no incident.</remarks>
    public double Alarm { get; set; }

    /// <summary>|reading - forecast| in scales of the forecast's distribution, 0 and above; the largest over the features.</summary>
    public double StandardizedResidual { get; set; }

    /// <summary>-log10 of the two-sided tail probability of <see cref="StandardizedResidual"/> under the forecast (Student's t, 4 degrees of freedom).</summary>
    public double Surprisal => StudentT.Surprisal(StandardizedResidual);

    /// <summary>
    /// How well the feature is known that <see cref="Alarm"/> speaks of, or the best known one of the event where there is no alarm, in [0, 1]: 0 in its
    /// warm-up or its stream's, rising to 1 with its readings.
    /// </summary>
    public double Confidence { get; set; }

    /// <summary>Events of this stream taken in so far, this one included.</summary>
    public long EventCount { get; set; }

    /// <summary>Which evidence weighs most in <see cref="Alarm"/>.</summary>
    public Evidence LeadingEvidence { get; set; }

    /// <summary>The feature that <see cref="LeadingEvidence"/> speaks of, 0-based.</summary>
    public int LeadingFeature { get; set; }

    /// <summary>+1 where the leading evidence lies above what was seen before, -1 below, 0 where there is none.</summary>
    public int Direction { get; set; }

    /// <summary>
    /// How far the leading evidence lies outside the range seen before, as a share of that range, 0 and above; of a <see cref="Evidence.ForecastError"/>, how many
    /// scales of its distribution, widened as its interval is: what the forecast allows for stays small even where other views of the reading raise the alarm.
    /// </summary>
    public double Overshoot { get; set; }

    /// <summary>Says what the alarm rests on.</summary>
    /// <param name="evidence">What weighs most in it.</param>
    /// <param name="feature">The feature that it speaks of.</param>
    /// <param name="direction">+1 above, -1 below.</param>
    /// <param name="overshoot">See <see cref="Overshoot"/>.</param>
    /// <param name="perFeature">Each feature's evidence, 0 and above, not all 0, <c>[features]</c>.</param>
    internal void Explain(Evidence evidence, int feature, int direction, double overshoot, ReadOnlySpan<double> perFeature)
    {
        LeadingEvidence = evidence;
        LeadingFeature = feature;
        Direction = direction;
        Overshoot = overshoot;
        double sum = 0;
        foreach (double value in perFeature)
        {
            sum += value;
        }

        for (int i = 0; i < perFeature.Length; i++)
        {
            Attribution[i] = perFeature[i] / sum;
        }
    }

    /// <summary>Says that there is no alarm.</summary>
    internal void ExplainNothing()
    {
        LeadingEvidence = Evidence.None;
        LeadingFeature = 0;
        Direction = 0;
        Overshoot = 0;
        Attribution.Clear();
    }
}
