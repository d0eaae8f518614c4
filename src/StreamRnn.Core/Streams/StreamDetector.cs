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

    /// <summary>Scales from its level that a reading counts for in forecasts.</summary>
    private const double ForecastLimit = 10;

    /// <summary>The same in the memory of shapes, which is to know large ones apart.</summary>
    private const double PatternLimit = 1000;

    /// <summary>What the recipe's alarm is multiplied by among the events: they rank below what a person would be told.</summary>
    private const double SpokenBelow = ScoredEvent.SpeaksFrom;

    private readonly RowLayout layout;
    private readonly ImmutableArray<Forecaster> forecasters;
    private readonly Forecaster fastest;
    private readonly PatternMemory? patterns;
    private readonly int warmUpEvents;
    private readonly double intervalMass;
    private readonly double intervalHalfWidth;
    private readonly bool usesRanges;
    private readonly bool usesSharp;
    private readonly bool usesBlocks;
    private readonly bool usesSlow;
    private readonly Normaliser[] normalisers;
    private readonly int[] seen;
    private readonly double[] floors;
    private readonly double[] ceilings;
    private readonly double[] limited;
    private readonly double[] alarms;
    private readonly AlarmRate rates;
    private readonly float[] linearForecasts;

    public StreamDetector(RowLayout layout, LaneOptions options, ImmutableArray<Forecaster> forecasters, AlarmRate rates, VectorWidth width)
    {
        this.rates = rates;
        this.layout = layout;
        this.forecasters = forecasters;
        fastest = forecasters[0];
        patterns = layout.Pattern is { } lags ? PatternMemory.Create(lags, width) : null;
        warmUpEvents = options.WarmUpEvents;
        intervalMass = options.IntervalMass;
        intervalHalfWidth = StudentT.IntervalHalfWidth(options.IntervalMass);
        usesRanges = !options.Without.HasFlag(DetectorParts.RunningRanges);
        usesSharp = !options.Without.HasFlag(DetectorParts.SharpEvidence);
        usesBlocks = !options.Without.HasFlag(DetectorParts.BlockEvidence);
        usesSlow = !options.Without.HasFlag(DetectorParts.SlowEvidence);
        normalisers = new Normaliser[layout.Features];
        seen = new int[layout.Features];
        floors = new double[layout.Features];
        ceilings = new double[layout.Features];
        limited = new double[layout.Features];
        alarms = new double[layout.Features];
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
        double rangeEvidence = 0;
        double sharpAlarm = 0;
        double standardizedResidual = 0;
        var place = Place.Usual;
        int maxReadings = 0;
        var strongest = new Strongest();
        for (int feature = 0; feature < layout.Features; feature++)
        {
            double value = sensorEvent.Values[feature];
            WriteForecast(stream, feature, value, scored);
            alarms[feature] = 0;
            if (!double.IsFinite(value))
            {
                continue;
            }

            FeatureScorer scorer = stream.Feature(feature);
            double error = fastest.Errors[feature];
            SharpReading sharpReading = scorer.ObserveSharp(value, sensorEvent.Time, fastest.Targets[feature], error, fastest.LinearErrors[feature]);
            double farLimited = scorer.Limit(value, PatternLimit);
            PatternEvidence pattern = patterns?.Observe(stream.Pattern(feature), farLimited) ?? default;
            double slow = usesSlow ? SlowEvidence(feature) : 0;
            double shapes = LastingEvidence.After(pattern.Distance + pattern.RelativeDistance + (slow / 2), rowsBefore);

            // What limits and, in lean memory, normalises the readings stands in the same state: it goes on where the evidence is left out.
            BlockJudgement observed = scorer.ObserveBlocks(value, sensorEvent.Time, ErrorOf(feature, value), shapes);
            BlockJudgement judgement = usesBlocks ? observed : default;

            double range = scorer.Observe(value, sensorEvent.Time);
            standardizedResidual = Math.Max(standardizedResidual, Math.Abs(error) / fastest.Scales[feature]);
            maxReadings = Math.Max(maxReadings, scorer.Seen);

            // A feature that came late warms up by its own readings: so far anything is new in it.
            if (established && scorer.Seen <= warmUpEvents)
            {
                continue;
            }

            range = usesRanges ? range : 0;
            rangeEvidence = Math.Max(rangeEvidence, range);
            lasting = Math.Max(lasting, pattern.Distance + pattern.RelativeDistance + (slow / 2) + (LastingEvidence.RangeWeight * range));
            if (usesSharp)
            {
                sharp = Math.Max(sharp, SharpGate.Pass(sharpReading.Evidence, sharpReading.Residue, rowsBefore));
                sharpAlarm = Math.Max(sharpAlarm, SharpGate.Pass(Math.Min(sharpReading.Evidence, SharpGate.MaxSharp), sharpReading.Residue, rowsBefore));
            }

            place = judgement.Place == Place.Away || place == Place.Usual ? judgement.Place : place;
            alarms[feature] = judgement.Alarm;
            strongest.Add(feature, scorer.Seen, judgement);
        }

        scored.EventCount = stream.Header.EventCount;
        scored.Place = place;
        scored.RawScore = stream.ObserveDense(LastingEvidence.After(lasting, rowsBefore), sharp);
        scored.StandardizedResidual = standardizedResidual;
        (double rangeHead, double sharpHead) = stream.ObserveAlarm(rangeEvidence, sharpAlarm);
        double recipe = rowsBefore >= SilentRows ? Math.Max(rangeHead, sharpHead) : 0;
        Judge(stream, sensorEvent, scored, strongest, maxReadings, recipe);
    }

    /// <summary>From the strongest evidence to the score and what it rests on.</summary>
    private void Judge(StreamRow stream, in SensorEvent sensorEvent, ScoredEvent scored, in Strongest strongest, int maxReadings, double recipe)
    {
        double rowsPerDay = strongest.Judgement.RowsPerDay;
        double alarm = strongest.Judgement.Alarm;
        scored.Score = 0;
        scored.Alarm = SpokenBelow * recipe;
        bool isSlight = true;
        if (rowsPerDay > 0)
        {
            bool isBurst = alarm > AlarmRate.CountedAlarm && rates.IsRarerThan(AlarmDamping<double>.BurstsPerDay, alarm, rowsPerDay);
            (double believed, bool crosses) = stream.ObserveDamping(alarm, isBurst, rowsPerDay);
            rates.Observe(crosses);
            scored.Score = rates.ScoreOf(believed, rowsPerDay);
            bool outdoes = stream.ObserveTelling(believed, scored.Score >= ScoredEvent.SpeaksFrom, rowsPerDay);
            scored.Alarm = outdoes ? scored.Score : scored.Alarm;
            isSlight = scored.Score < ScoredEvent.ExplainedFrom || alarm < BlockJudgement.ToldFrom;
        }

        if (isSlight)
        {
            scored.Confidence = ConfidenceAfter(maxReadings);
            scored.ExplainNothing();
        }
        else
        {
            scored.Confidence = ConfidenceAfter(strongest.Seen);
            scored.Explain(strongest.Feature, sensorEvent.Values[strongest.Feature], strongest.Judgement, alarms);
            scored.Bound(strongest.Feature, floors[strongest.Feature], ceilings[strongest.Feature]);
        }
    }

    /// <summary>Weighs the event's readings against their forecasts, at every scale.</summary>
    private unsafe void Forecast(LaneTile tile, int index, StreamRow stream, in SensorEvent sensorEvent)
    {
        bool isDisturbed = false;
        for (int feature = 0; feature < layout.Features; feature++)
        {
            FeatureScorer scorer = stream.Feature(feature);
            normalisers[feature] = fastest.NormaliserOf(stream.Address, feature, scorer.Normaliser);
            seen[feature] = scorer.Seen;

            // A wild reading counts for no more than a large one in all that forecasts: range, weights and state.
            limited[feature] = scorer.Limit(sensorEvent.Values[feature], ForecastLimit);
            isDisturbed |= scorer.IsDisturbed;
        }

        long eventCount = stream.Header.EventCount;
        fastest.Observe(stream.Address, tile.ForecastOf(index, 0), limited, normalisers, seen, sensorEvent.Time, eventCount, isDisturbed);
        for (int i = 1; i < forecasters.Length; i++)
        {
            forecasters[i].ObserveBlock(stream.Address, tile.ForecastOf(index, i), limited, sensorEvent.Time, eventCount);
        }
    }

    /// <summary>A reading less its forecast, in its own units; 0 where there is none.</summary>
    private double ErrorOf(int feature, double value)
    {
        double forecast = normalisers[feature].Denormalise(fastest.Means[feature]);
        return double.IsFinite(forecast) ? value - forecast : 0;
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
        double halfWidth = intervalHalfWidth * fastest.Scales[feature] * interval.Factor;
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

        floors[feature] = floor;
        ceilings[feature] = ceiling;
        scored.Forecast[feature] = Math.Clamp(normaliser.Denormalise(mean), floor, ceiling);
        scored.Lower[feature] = Math.Clamp(lower, floor, ceiling);
        scored.Upper[feature] = Math.Clamp(upper, floor, ceiling);
        if (!double.IsFinite(value))
        {
            return;
        }

        interval.Observe(Underflow.ToZero(value), value >= lower && value <= upper, limited[feature] != value, intervalMass, seen[feature]);
        if (layout.IsRich)
        {
            stream.Limits(feature).Observe(Underflow.ToZero(value), seen[feature]);
        }
    }

    /// <summary>The feature with the strongest evidence.</summary>
    private struct Strongest
    {
        public int Feature { get; private set; }

        /// <summary>Its readings.</summary>
        public int Seen { get; private set; }

        /// <summary>What is said of it; all zero where there is none.</summary>
        public BlockJudgement Judgement { get; private set; }

        public void Add(int feature, int seen, in BlockJudgement judgement)
        {
            if (judgement.RowsPerDay > 0 && (Judgement.RowsPerDay == 0 || judgement.Alarm > Judgement.Alarm))
            {
                (Feature, Seen, Judgement) = (feature, seen, judgement);
            }
        }
    }
}
