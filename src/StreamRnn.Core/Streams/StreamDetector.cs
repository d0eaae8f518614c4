using StreamRnn.Core.Networks;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Streams;

/// <summary>
/// What happens to one event of a stream: forecast it, score it against the forecast, take it in. Works on one row at a
/// time and keeps only scratch of its own.
/// </summary>
/// <remarks>
/// The forecast of an event needs its time (the linear predictor looks the time of day up) but never its value, so it is
/// made when the event arrives, from all that came before.
/// </remarks>
internal sealed class StreamDetector
{
    private const float LargestReading = 6;

    private readonly RowLayout layout;
    private readonly int warmUpEvents;
    private readonly double intervalQuantile;
    private readonly ForecastNetwork network;
    private readonly float[] outputs;
    private readonly float[] readings;
    private readonly float[] targets;
    private readonly double[] evidence;

    public StreamDetector(RowLayout layout, ForecastNetwork network, LaneOptions options)
    {
        this.layout = layout;
        this.network = network;
        warmUpEvents = options.WarmUpEvents;
        intervalQuantile = StudentT.IntervalHalfWidth(options.IntervalMass);
        outputs = new float[layout.Network.OutputLength];
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

    /// <summary>Advances the recurrent state over the prepared inputs and makes the forecast.</summary>
    public void Forecast(StreamRow stream, ReadOnlySpan<float> parameters) =>
        network.Step(parameters, stream.NetworkRow, outputs);

    /// <summary>Scores the event against the forecast, then takes it in.</summary>
    public void Score(StreamRow stream, in SensorEvent sensorEvent, ScoredEvent scored)
    {
        double slowEvidence = 0;
        double tailSurprise = 0;
        double records = 0;
        double recordSum = 0;
        var leading = default(RecordSum);
        scored.LeadingFeature = 0;
        for (int feature = 0; feature < layout.Features; feature++)
        {
            FeatureScorer scorer = stream.Feature(feature);
            WriteForecast(scorer, feature, scored);
            double value = sensorEvent.Values[feature];
            if (!double.IsFinite(value))
            {
                targets[feature] = float.NaN;
                readings[feature] = Math.Clamp(Means[feature], -LargestReading, LargestReading);
                evidence[feature] = 0;
                continue;
            }

            double error = scorer.Normalise(value) - Means[feature];
            FeatureEvidence said = scorer.Observe(value, sensorEvent.Time, error);
            targets[feature] = readings[feature] = (float)said.Normalised;
            evidence[feature] = said.Records.Total;
            slowEvidence = Math.Max(slowEvidence, said.SlowEvidence);
            tailSurprise = Math.Max(tailSurprise, StudentT.TailSurprise(error / Math.Exp(LogScales[feature])));
            recordSum += said.Records.Total;
            if (said.Records.Total > records)
            {
                records = said.Records.Total;
                leading = said.Records;
                scored.LeadingFeature = feature;
            }
        }

        TakeIn(stream.Input);
        double alarm = Squashing.Alarm(stream.Deduplication.Observe(records));
        bool established = stream.Header.EventCount > warmUpEvents;
        scored.EventCount = stream.Header.EventCount;
        scored.Confidence = established ? 1 - (double)warmUpEvents / stream.Header.EventCount : 0;
        scored.Surprise = established ? Squashing.DenseEvidence(slowEvidence) : 0;
        scored.Score = Squashing.Score(scored.Surprise);
        scored.TailSurprise = tailSurprise;
        scored.Alarm = established ? alarm : 0;
        bool alarmed = scored.Alarm > 0;
        scored.LeadingEvidence = alarmed ? leading.Leading : Evidence.None;
        scored.Direction = alarmed ? leading.Direction : 0;
        scored.Overshoot = alarmed ? Math.Abs(leading.Overshoot) : 0;
        for (int feature = 0; feature < layout.Features; feature++)
        {
            scored.Attribution[feature] = alarmed ? evidence[feature] / recordSum : 0;
        }
    }

    private ReadOnlySpan<float> Means => outputs.AsSpan(0, layout.Features);

    private ReadOnlySpan<float> LogScales => outputs.AsSpan(layout.Features);

    private void WriteForecast(in FeatureScorer scorer, int feature, ScoredEvent scored)
    {
        double halfWidth = intervalQuantile * Math.Exp(LogScales[feature]);
        scored.Forecast[feature] = scorer.Denormalise(Means[feature]);
        scored.Lower[feature] = scorer.Denormalise(Means[feature] - halfWidth);
        scored.Upper[feature] = scorer.Denormalise(Means[feature] + halfWidth);
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
