using System.Collections.Immutable;
using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Streams;

/// <summary>
/// What happens to one event of a stream around the networks' steps: their inputs before, scoring and taking in after. Works
/// on one row at a time and keeps only scratch of its own.
/// </summary>
internal sealed class StreamDetector
{
    /// <summary>Rows without an alarm: what the calibrators take to start. Up to the end of the warm-up alarms are told with confidence 0, and open no incident.</summary>
    private const int SilentRows = CalibratorOptions.StartLength;

    private readonly RowLayout layout;
    private readonly ImmutableArray<Forecaster> forecasters;
    private readonly Forecaster fastest;
    private readonly PatternMemory? patterns;
    private readonly int warmUpEvents;
    private readonly double intervalMass;
    private readonly double intervalHalfWidth;
    private readonly bool usesRanges;
    private readonly bool usesSharp;
    private readonly bool usesSlow;
    private readonly Normaliser[] normalisers;
    private readonly int[] seen;
    private readonly double[] usualErrors;
    private readonly double[] rangeEvidence;
    private readonly double[] sharpEvidence;
    private readonly float[] linearForecasts;

    public StreamDetector(RowLayout layout, LaneOptions options, ImmutableArray<Forecaster> forecasters, VectorWidth width)
    {
        this.layout = layout;
        this.forecasters = forecasters;
        fastest = forecasters[0];
        patterns = layout.Pattern is { } lags ? PatternMemory.Create(lags, width) : null;
        warmUpEvents = options.WarmUpEvents;
        intervalMass = options.IntervalMass;
        intervalHalfWidth = StudentT.IntervalHalfWidth(options.IntervalMass);
        usesRanges = !options.Without.HasFlag(DetectorParts.RunningRanges);
        usesSharp = !options.Without.HasFlag(DetectorParts.SharpEvidence);
        usesSlow = !options.Without.HasFlag(DetectorParts.SlowEvidence);
        normalisers = new Normaliser[layout.Features];
        seen = new int[layout.Features];
        usualErrors = new double[layout.Features];
        rangeEvidence = new double[layout.Features];
        sharpEvidence = new double[layout.Features];
        linearForecasts = new float[layout.Features];
    }

    /// <summary>Prepares the forecasters that are due for an event that its stream has counted.</summary>
    public unsafe void Prepare(StreamRow stream, long time, long eventNumber, int streams)
    {
        long eventCount = stream.Header.EventCount;
        for (int feature = 0; feature < layout.Features && !layout.IsRich; feature++)
        {
            linearForecasts[feature] = stream.Feature(feature).Predict(time);
        }

        foreach (Forecaster forecaster in forecasters)
        {
            if (forecaster.IsDue(eventCount))
            {
                forecaster.Prepare(stream.Address, linearForecasts, time, eventCount, eventNumber, streams);
            }
        }
    }

    /// <summary>Scores an event of a tile that was forecast, then takes it in.</summary>
    public unsafe void Score(LaneTile tile, int index, in SensorEvent sensorEvent, ScoredEvent scored)
    {
        StreamRow stream = tile[index];
        Forecast(tile, index, stream, sensorEvent);
        long rowsBefore = stream.Header.EventCount - 1;
        bool established = rowsBefore >= warmUpEvents;
        double lasting = 0;
        double sharp = 0;
        double standardizedResidual = 0;
        int maxReadings = 0;
        var ranges = default(LeadingFeature);
        var cappedSharp = default(LeadingFeature);
        RangeEvidence leadingRange = default;
        for (int feature = 0; feature < layout.Features; feature++)
        {
            double value = sensorEvent.Values[feature];
            WriteForecast(stream, feature, value, scored);
            rangeEvidence[feature] = 0;
            sharpEvidence[feature] = 0;
            if (!double.IsFinite(value))
            {
                continue;
            }

            FeatureScorer scorer = stream.Feature(feature);
            double error = fastest.Errors[feature];
            SharpReading sharpReading = scorer.ObserveSharp(value, sensorEvent.Time, fastest.Targets[feature], error, fastest.LinearErrors[feature]);
            RangeEvidence said = scorer.Observe(value, sensorEvent.Time);
            PatternEvidence pattern = patterns?.Observe(stream.Pattern(feature), value) ?? default;
            standardizedResidual = Math.Max(standardizedResidual, Math.Abs(error) / fastest.Scales[feature]);
            maxReadings = Math.Max(maxReadings, scorer.Seen);

            // A feature that came late warms up by its own readings: so far anything is new in it.
            if (established && scorer.Seen <= warmUpEvents)
            {
                continue;
            }

            double range = usesRanges ? said.Total : 0;
            double slow = usesSlow ? SlowEvidence(feature) : 0;
            lasting = Math.Max(lasting, pattern.Distance + pattern.RelativeDistance + (slow / 2) + (LastingEvidence.RangeWeight * range));
            if (usesSharp)
            {
                sharp = Math.Max(sharp, SharpGate.Pass(sharpReading.Evidence, sharpReading.Residue, rowsBefore));
                sharpEvidence[feature] = SharpGate.Pass(Math.Min(sharpReading.Evidence, SharpGate.MaxSharp), sharpReading.Residue, rowsBefore);
                cappedSharp.Add(feature, sharpEvidence[feature], scorer.Seen);
            }

            if (usesRanges)
            {
                rangeEvidence[feature] = said.Total;
                leadingRange = ranges.Add(feature, said.Total, scorer.Seen) ? said : leadingRange;
            }
        }

        scored.EventCount = stream.Header.EventCount;
        scored.RawScore = stream.ObserveDense(LastingEvidence.After(lasting, rowsBefore), sharp);
        scored.Score = Saturation.Of(scored.RawScore, 1);
        scored.StandardizedResidual = standardizedResidual;
        (double rangeAlarm, double sharpAlarm) = stream.ObserveAlarm(ranges.Evidence, cappedSharp.Evidence);
        scored.Alarm = rowsBefore >= SilentRows ? Math.Max(rangeAlarm, sharpAlarm) : 0;
        if (scored.Alarm == 0)
        {
            scored.Confidence = ConfidenceAfter(maxReadings);
            scored.ExplainNothing();
        }
        else if (rangeAlarm >= sharpAlarm)
        {
            scored.Confidence = ConfidenceAfter(ranges.Seen);
            scored.Explain(leadingRange.Leading, ranges.Feature, leadingRange.Direction, Math.Abs(leadingRange.Overshoot), rangeEvidence);
        }
        else
        {
            double error = fastest.Errors[cappedSharp.Feature];
            scored.Confidence = ConfidenceAfter(cappedSharp.Seen);
            scored.Explain(
                Evidence.ForecastError, cappedSharp.Feature, Math.Sign(error), Math.Abs(error) / usualErrors[cappedSharp.Feature], sharpEvidence);
        }
    }

    /// <summary>Weighs the event's readings against their forecasts, at every scale.</summary>
    private unsafe void Forecast(LaneTile tile, int index, StreamRow stream, in SensorEvent sensorEvent)
    {
        for (int feature = 0; feature < layout.Features; feature++)
        {
            FeatureScorer scorer = stream.Feature(feature);
            normalisers[feature] = fastest.NormaliserOf(stream.Address, feature, scorer.Normaliser);
            seen[feature] = scorer.Seen;
        }

        long eventCount = stream.Header.EventCount;
        fastest.Observe(stream.Address, tile.ForecastOf(index, 0), sensorEvent.Values, normalisers, seen, sensorEvent.Time, eventCount);
        for (int i = 1; i < forecasters.Length; i++)
        {
            forecasters[i].ObserveBlock(stream.Address, tile.ForecastOf(index, i), sensorEvent.Values, sensorEvent.Time, eventCount);
        }
    }

    private double SlowEvidence(int feature)
    {
        double sum = 0;
        foreach (Forecaster forecaster in forecasters)
        {
            sum += forecaster.Evidence[feature];
        }

        return sum;
    }

    private double ConfidenceAfter(int readingsSeen) => readingsSeen > warmUpEvents ? 1 - ((double)warmUpEvents / readingsSeen) : 0;

    /// <summary>Tells a feature's forecast, within what its readings can be, then lets the interval follow the reading, unless that is missing.</summary>
    private void WriteForecast(StreamRow stream, int feature, double value, ScoredEvent scored)
    {
        ref ForecastInterval interval = ref stream.Interval(feature);
        ref readonly Normaliser normaliser = ref normalisers[feature];
        double mean = fastest.Means[feature];
        usualErrors[feature] = fastest.Scales[feature] * interval.Factor;
        double halfWidth = intervalHalfWidth * usualErrors[feature];
        double lower = normaliser.Denormalise(mean - halfWidth);
        double upper = normaliser.Denormalise(mean + halfWidth);
        double floor = interval.Floor;
        double ceiling = interval.Ceiling;
        if (layout.IsRich)
        {
            ref ReadingLimits limits = ref stream.Limits(feature);
            floor = Math.Max(floor, limits.Floor);
            ceiling = Math.Min(ceiling, limits.Ceiling);
        }

        scored.Forecast[feature] = Math.Clamp(normaliser.Denormalise(mean), floor, ceiling);
        scored.Lower[feature] = Math.Clamp(lower, floor, ceiling);
        scored.Upper[feature] = Math.Clamp(upper, floor, ceiling);
        if (!double.IsFinite(value))
        {
            return;
        }

        interval.Observe(Underflow.ToZero(value), value >= lower && value <= upper, intervalMass, seen[feature]);
        if (layout.IsRich)
        {
            stream.Limits(feature).Observe(Underflow.ToZero(value), seen[feature]);
        }
    }

    /// <summary>The feature with the largest evidence of one kind.</summary>
    private struct LeadingFeature
    {
        public int Feature { get; private set; }

        public double Evidence { get; private set; }

        /// <summary>Its readings.</summary>
        public int Seen { get; private set; }

        /// <summary>Takes a feature in, and says whether it leads now.</summary>
        public bool Add(int feature, double evidence, int seen)
        {
            if (evidence <= Evidence)
            {
                return false;
            }

            (Feature, Evidence, Seen) = (feature, evidence, seen);
            return true;
        }
    }
}
