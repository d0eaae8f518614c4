using System.Runtime.InteropServices;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Streams;

/// <summary>
/// One input partition's streams, weights and state, owned by one thread. A pure function of its options and of the
/// events given to it, in order: no clock, no I/O, nothing allocated per event.
/// </summary>
public sealed class Lane : IDisposable
{
    private readonly StreamTable table;
    private readonly StreamDetector detector;
    private readonly LaneWeights weights;
    private readonly OwnTraining? ownTraining;
    private readonly SharedTraining? sharedTraining;
    private long eventNumber;

    /// <summary>Allocates all that the lane will ever hold.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range.</exception>
    /// <exception cref="OutOfMemoryException">The system doesn't give the arena.</exception>
    public Lane(LaneOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Layout = new RowLayout(options);
        Options = options;
        table = new StreamTable(options.Capacity, Layout.RowBytes, options.WarmUpEvents);
        ForecastNetwork network = ForecastNetwork.Create(Layout.Network);
        detector = new StreamDetector(Layout, network, options);
        weights = new LaneWeights(network, options.Seed);
        ownTraining = options.Learn && Layout.IsRich ? new OwnTraining(Layout.Network) : null;
        sharedTraining = options.Learn && !Layout.IsRich ? new SharedTraining(Layout.Network, options.Seed) : null;
        Counters = new LaneCounters(ownTraining?.Tally ?? sharedTraining?.Tally ?? new TrainingTally());
    }

    /// <summary>The options the lane was made with.</summary>
    public LaneOptions Options { get; }

    /// <summary>What a stream's row holds.</summary>
    public RowLayout Layout { get; }

    /// <summary>Plain counts that only the lane's thread writes; others may read them at any time.</summary>
    public LaneCounters Counters { get; }

    /// <summary>The newest event time taken in, Unix milliseconds; <see cref="long.MinValue"/> before the first event.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>The last offset seen, whatever became of its event; -1 before the first event.</summary>
    public long LastOffset { get; private set; } = -1;

    /// <summary>
    /// Scores an event against the forecast made before it, then takes it in. <paramref name="scored"/> is valid for
    /// <see cref="EventOutcome.Scored"/> and <see cref="EventOutcome.WarmingUp"/>.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="scored"/> has room for another number of features.</exception>
    public EventOutcome Process(in SensorEvent sensorEvent, ScoredEvent scored)
    {
        ArgumentNullException.ThrowIfNull(scored);
        if (scored.Forecast.Length != Layout.Features)
        {
            throw new ArgumentException($"It has room for {scored.Forecast.Length} features; the lane has {Layout.Features}.", nameof(scored));
        }

        EventOutcome outcome = Judge(sensorEvent);
        LastOffset = Math.Max(LastOffset, sensorEvent.Offset);
        if (outcome == EventOutcome.Scored)
        {
            StreamKey key = StreamKey.Of(sensorEvent.Key);
            int row = table.Find(key);
            outcome = row < 0 ? EventOutcome.Scored : JudgeAgainst(Row(row), sensorEvent);
            if (outcome == EventOutcome.Scored)
            {
                eventNumber++;
                StreamRow stream = Row(row < 0 ? Add(key) : row);
                TakeIn(stream, sensorEvent, scored);
                outcome = stream.Header.EventCount > Options.WarmUpEvents ? EventOutcome.Scored : EventOutcome.WarmingUp;
            }
        }

        Counters.Count(outcome);
        return outcome;
    }

    /// <summary>Frees the arena.</summary>
    public void Dispose() => table.Dispose();

    /// <summary>What can be said of an event without its stream: <see cref="EventOutcome.Scored"/> where nothing is against it.</summary>
    private EventOutcome Judge(in SensorEvent sensorEvent)
    {
        if (sensorEvent.Offset <= LastOffset)
        {
            return EventOutcome.Replayed;
        }

        if (sensorEvent.Values.Length != Layout.Features)
        {
            return EventOutcome.WrongFeatureCount;
        }

        bool anyPresent = false;
        foreach (double value in sensorEvent.Values)
        {
            if (Math.Abs(value) > LaneOptions.MaximumMagnitude)
            {
                return EventOutcome.OutOfRange;
            }

            anyPresent |= !double.IsNaN(value);
        }

        return anyPresent ? EventOutcome.Scored : EventOutcome.Missing;
    }

    private EventOutcome JudgeAgainst(StreamRow stream, in SensorEvent sensorEvent)
    {
        ref RowHeader header = ref stream.Header;
        if (header.NewestTime > sensorEvent.Time && header.NewestTime - sensorEvent.Time > Options.LatenessMilliseconds)
        {
            return EventOutcome.Late;
        }

        bool repeats = Options.RejectDuplicates && header.LastTime == sensorEvent.Time
            && MemoryMarshal.AsBytes(sensorEvent.Values)
                .SequenceEqual(MemoryMarshal.AsBytes(stream.LastValues));
        return repeats ? EventOutcome.Duplicate : EventOutcome.Scored;
    }

    private int Add(StreamKey key)
    {
        int row = table.Add(key, eventNumber);
        StreamRow stream = Row(row);
        ref RowHeader header = ref stream.Header;
        header.NewestTime = long.MinValue;
        header.Random = new SplitMix64(Options.Seed ^ key.High);
        if (Layout.IsRich)
        {
            weights.Parameters.CopyTo(stream.Parameters);
        }

        Counters.Streams = table.Count;
        Counters.Evictions = table.Evictions;
        return row;
    }

    private void TakeIn(StreamRow stream, in SensorEvent sensorEvent, ScoredEvent scored)
    {
        ref RowHeader header = ref stream.Header;
        header.LastActivity = eventNumber;
        header.EventCount++;
        header.LastTime = sensorEvent.Time;
        header.NewestTime = Math.Max(header.NewestTime, sensorEvent.Time);
        Watermark = Math.Max(Watermark, sensorEvent.Time);
        sensorEvent.Values.CopyTo(stream.LastValues);

        detector.PrepareInput(stream, sensorEvent.Time);
        if (ownTraining is not null)
        {
            ForecastAndLearnAlone(stream, sensorEvent, scored);
        }
        else
        {
            ForecastAndLearnTogether(stream, sensorEvent, scored);
        }
    }

    private void ForecastAndLearnAlone(StreamRow stream, in SensorEvent sensorEvent, ScoredEvent scored)
    {
        ref RowHeader header = ref stream.Header;
        TrainingRing ring = stream.Ring;
        long step = header.EventCount - 1;
        if (step % NetworkTrainer.CheckpointInterval == 0)
        {
            stream.State.CopyTo(ring.Checkpoint(step));
        }

        detector.Forecast(stream, stream.Parameters);
        ReadOnlySpan<float> predictions = stream.Input[..Layout.Features];
        detector.Score(stream, sensorEvent, scored);
        ring.Add(step, predictions, detector.Readings, detector.Targets);
        ownTraining!.Learn(ring, step + 1, stream.Parameters, stream.Moments, ref header.OptimiserSteps, ref header.Random);
    }

    private void ForecastAndLearnTogether(StreamRow stream, in SensorEvent sensorEvent, ScoredEvent scored)
    {
        ref RowHeader header = ref stream.Header;
        bool followed = sharedTraining is not null && sharedTraining.Recorders.Follows(ref header, eventNumber, table.Count);
        if (followed)
        {
            sharedTraining!.Recorders.RecordInput(header, stream.Input, stream.State);
        }

        detector.Forecast(stream, Layout.IsRich ? stream.Parameters : weights.Parameters);
        detector.Score(stream, sensorEvent, scored);
        if (followed)
        {
            sharedTraining!.Recorders.RecordTarget(ref header, detector.Targets);
        }

        sharedTraining?.Learn(weights.Parameters, weights.Moments, ref weights.OptimiserSteps, eventNumber, table.Count);
    }

    private unsafe StreamRow Row(int row) => new(Layout, table.Row(row));
}
