using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Streams;

/// <summary>
/// What happens to one event of a stream around the network's step: its inputs before, scoring and taking in after. Works
/// on one row at a time and keeps only scratch of its own.
/// </summary>
/// <remarks>
/// The forecast of an event needs its time (the linear predictor looks the time of day up) but never its value, so it is
/// made when the event arrives, from all that came before.
/// </remarks>
internal sealed class StreamDetector
{
    private const float MaxReading = 6;

    private readonly RowLayout layout;
    private readonly int warmUpEvents;
    private readonly double intervalHalfWidth;
    private readonly float[] readings;
    private readonly float[] targets;
    private readonly double[] evidence;

    public StreamDetector(RowLayout layout, LaneOptions options)
    {
        this.layout = layout;
        warmUpEvents = options.WarmUpEvents;
        intervalHalfWidth = StudentT.IntervalHalfWidth(options.IntervalMass);
        readings = new float[layout.Features];
        targets = new float[layout.Features];
        evidence = new double[layout.Features];
    }

    /// <summary>The event's normalised readings, NaN where missing, <c>[features]</c>: what the forecast was of. Valid until the next event.</summary>
    public ReadOnlySpan<float> Targets => targets;

    /// <summary>The same with the forecast in place of what is missing: what the network goes on with. Valid until the next event.</summary>
    public ReadOnlySpan<float> Readings => readings;

    /// <summary>Fills the row's network inputs for an event at this time: [x] is then complete.</summary>
    public void PrepareInput(StreamRow stream, long time)
    {
        Span<float> input = stream.Input;
        for (int feature = 0; feature < layout.Features; feature++)
        {
            // Without a predictor the last value stands for it: that is what a predictor's first weights forecast.
            input[feature] = layout.IsRich ? (float)stream.Feature(feature).PredictLinear(time) : input[layout.Features + feature];
        }
    }

    /// <summary>Scores the event against its forecast, then takes it in.</summary>
    /// <param name="stream">The stream, its state advanced over the prepared inputs.</param>
    /// <param name="forecast">What the network said: means, then log scales, <c>[2·features]</c>.</param>
    /// <param name="sensorEvent">The event.</param>
    /// <param name="scored">Receives what is said of it.</param>
    public void Score(StreamRow stream, ReadOnlySpan<float> forecast, in SensorEvent sensorEvent, ScoredEvent scored)
    {
        ReadOnlySpan<float> means = forecast[..layout.Features];
        ReadOnlySpan<float> logScales = forecast[layout.Features..];
        bool established = stream.Header.EventCount > warmUpEvents;
        int readingsOfLeading = 0;
        int mostReadings = 0;
        double slowEvidence = 0;
        double standardizedResidual = 0;
        double ranges = 0;
        double rangeSum = 0;
        var leading = default(RangeEvidence);
        scored.LeadingFeature = 0;
        for (int feature = 0; feature < layout.Features; feature++)
        {
            FeatureScorer scorer = stream.Feature(feature);
            Normaliser normaliser = scorer.Normaliser;
            double scale = ForecastHead.Scale(logScales[feature]);
            WriteForecast(normaliser, means[feature], scale, feature, scored);
            double value = sensorEvent.Values[feature];
            if (!double.IsFinite(value))
            {
                targets[feature] = float.NaN;
                readings[feature] = Underflow.ToZero(Math.Clamp(means[feature], -MaxReading, MaxReading));
                evidence[feature] = 0;
                continue;
            }

            double normalised = normaliser.Normalise(value);
            double error = normalised - means[feature];
            FeatureEvidence said = scorer.Observe(value, sensorEvent.Time, normalised, error);
            targets[feature] = readings[feature] = (float)normalised;
            standardizedResidual = Math.Max(standardizedResidual, Math.Abs(error) / scale);
            mostReadings = Math.Max(mostReadings, scorer.Seen);

            // A feature that came late warms up by its own readings: so far anything is new in it.
            if (established && scorer.Seen <= warmUpEvents)
            {
                evidence[feature] = 0;
                continue;
            }

            evidence[feature] = said.Ranges.Total;
            slowEvidence = Math.Max(slowEvidence, said.SlowEvidence);
            rangeSum += said.Ranges.Total;
            if (said.Ranges.Total > ranges)
            {
                ranges = said.Ranges.Total;
                leading = said.Ranges;
                readingsOfLeading = scorer.Seen;
                scored.LeadingFeature = feature;
            }
        }

        TakeIn(stream.Input);
        double alarm = Saturation.Alarm(stream.OnsetFilter.Observe(ranges));
        scored.EventCount = stream.Header.EventCount;
        scored.RawScore = established ? Saturation.RawScore(slowEvidence) : 0;
        scored.Score = Saturation.Score(scored.RawScore);
        scored.StandardizedResidual = standardizedResidual;
        scored.Alarm = established ? alarm : 0;
        bool alarmed = scored.Alarm > 0;
        scored.Confidence = established ? ConfidenceAfter(alarmed ? readingsOfLeading : mostReadings) : 0;
        scored.LeadingEvidence = alarmed ? leading.Leading : Evidence.None;
        scored.Direction = alarmed ? leading.Direction : 0;
        scored.Overshoot = alarmed ? Math.Abs(leading.Overshoot) : 0;
        for (int feature = 0; feature < layout.Features; feature++)
        {
            scored.Attribution[feature] = alarmed ? evidence[feature] / rangeSum : 0;
        }
    }

    private double ConfidenceAfter(int readingsSeen) => readingsSeen > warmUpEvents ? 1 - ((double)warmUpEvents / readingsSeen) : 0;

    private void WriteForecast(in Normaliser normaliser, float mean, double scale, int feature, ScoredEvent scored)
    {
        double halfWidth = intervalHalfWidth * scale;
        scored.Forecast[feature] = normaliser.Denormalise(mean);
        scored.Lower[feature] = normaliser.Denormalise(mean - halfWidth);
        scored.Upper[feature] = normaliser.Denormalise(mean + halfWidth);
    }

    /// <summary>Leaves the readings and their differences in the inputs, for the next event.</summary>
    private void TakeIn(Span<float> input)
    {
        for (int feature = 0; feature < layout.Features; feature++)
        {
            ref float last = ref input[layout.Features + feature];
            input[2 * layout.Features + feature] = readings[feature] - last;
            last = readings[feature];
        }
    }
}
