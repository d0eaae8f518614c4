using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Streams;

/// <summary>
/// One input partition's streams, weights and state, owned by one thread. A pure function of its options and of the
/// events given to it, in order: no clock, no I/O, nothing allocated per event.
/// </summary>
public sealed class Lane : IDisposable
{
    /// <summary>
    /// Streams forecast at once: enough to hide the latency of every row, few enough to stay in the second-level cache, and a multiple of
    /// the three rows that a kernel takes together. Of 8, 16 and 24 the fastest, by 4 and 2 % at a million streams.
    /// </summary>
    private const int MaxTileLength = 24;

    private readonly EventGate gate;
    private readonly StreamTable table;
    private readonly RowLookahead lookahead;
    private readonly ForecastNetwork network;
    private readonly StreamDetector detector;
    private readonly LaneTime time = new();
    private readonly LaneWeights weights;
    private readonly OwnTraining? ownTraining;
    private readonly SharedTraining? sharedTraining;
    private readonly nint[] tileRows = new nint[MaxTileLength];
    private readonly int[] tileEvents = new int[MaxTileLength];
    private readonly float[] outputs;
    private int tileCount;
    private long tileStart;
    private long eventNumber;

    /// <summary>Allocates all that the lane will ever hold.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range.</exception>
    /// <exception cref="OutOfMemoryException">The system doesn't give the arena.</exception>
    public Lane(LaneOptions options)
        : this(options, VectorWidths.Preferred)
    {
    }

    /// <summary>A lane that computes with a given vector width, to the same bits.</summary>
    internal Lane(LaneOptions options, VectorWidth width)
    {
        ArgumentNullException.ThrowIfNull(options);
        Layout = new RowLayout(options);
        Options = options;
        gate = new EventGate(options);
        table = new StreamTable(options.Capacity, Layout.RowBytes, options.WarmUpEvents);
        lookahead = new RowLookahead(table);
        network = ForecastNetwork.Create(Layout.Network, width);
        detector = new StreamDetector(Layout, options);
        weights = new LaneWeights(network, options.Seed);
        outputs = new float[MaxTileLength * Layout.Network.OutputLength];
        ownTraining = options.Learn && Layout.IsRich ? new OwnTraining(Layout.Network, width) : null;
        sharedTraining = options.Learn && !Layout.IsRich ? new SharedTraining(Layout.Network, options.Seed, width) : null;
        Counters = new LaneCounters(ownTraining?.Tally ?? sharedTraining?.Tally ?? new TrainingTally());
    }

    /// <summary>The options the lane was made with.</summary>
    public LaneOptions Options { get; }

    /// <summary>What a stream's row holds.</summary>
    public RowLayout Layout { get; }

    /// <summary>Plain counts that only the lane's thread writes; others may read them at any time.</summary>
    public LaneCounters Counters { get; }

    /// <summary>
    /// The event time that the lane's streams agree on, Unix milliseconds, never falling, whatever one clock says: the middle one of the last times of the
    /// three streams that spoke last. <see cref="long.MinValue"/> until two streams have spoken, or one twice.
    /// </summary>
    public long Watermark => time.Watermark;

    /// <summary>The last offset seen, whatever became of its event; -1 before the first event.</summary>
    public long LastOffset => gate.LastOffset;

    /// <summary>
    /// Scores an event against the forecast made before it, then takes it in. <paramref name="scored"/> is valid for
    /// <see cref="EventOutcome.Scored"/> and <see cref="EventOutcome.WarmingUp"/>.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="scored"/> has room for another number of features.</exception>
    public EventOutcome Process(in SensorEvent sensorEvent, ScoredEvent scored)
    {
        ArgumentNullException.ThrowIfNull(scored);
        RequireRoom(scored);
        EventOutcome outcome = gate.Judge(sensorEvent);
        if (outcome == EventOutcome.Scored)
        {
            StreamKey key = StreamKey.Of(sensorEvent.Key);
            outcome = Admit(key, table.Find(key), sensorEvent, eventIndex: 0);
            if (tileCount > 0)
            {
                ForecastTile();
                Conclude(0, sensorEvent, scored);
                EndTile();
            }
        }

        Counters.Count(outcome);
        return outcome;
    }

    /// <summary>Does for many events what <see cref="Process(in SensorEvent, ScoredEvent)"/> does for one, in their order and to the same bits.</summary>
    /// <exception cref="ArgumentException"><paramref name="scored"/> has too little room, or room for another number of features.</exception>
    public void Process(EventBatch batch, ScoredBatch scored)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentOutOfRangeException.ThrowIfLessThan(scored.Capacity, batch.Count);
        RequireRoom(scored[0]);
        lookahead.Begin(batch, MaxTileLength);
        for (int i = 0; i < batch.Count; i++)
        {
            EventOutcome outcome = ProcessInTile(batch, i, scored);
            scored.Outcomes[i] = outcome;
            scored.Watermarks[i] = time.Watermark;
            Counters.Count(outcome);
        }

        FinishTile(batch, scored, batch.Count);
    }

    /// <summary>
    /// A hash of all that the lane's further results depend on, as 32 hexadecimal digits: rows, weights, optimiser, windows to learn from, clocks
    /// and positions. Lanes with equal options and equal hashes do the same from here on. Counters are left out: they say what happened since the start.
    /// </summary>
    public string StateHash()
    {
        using var hash = new StateHash();
        AddTo(hash);
        return hash.ToString();
    }

    /// <summary>Adds what <see cref="StateHash"/> is of.</summary>
    public void AddTo(StateHash hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        hash.Add(gate.LastOffset);
        hash.Add(eventNumber);
        time.AddTo(hash);
        weights.AddTo(hash);
        sharedTraining?.AddTo(hash);
        table.AddTo(hash);
    }

    /// <summary>The streams' rows, for measurements that need many streams of a certain past.</summary>
    internal StreamTable Table => table;

    /// <summary>The weights that streams share or start from.</summary>
    internal LaneWeights Weights => weights;

    /// <summary>How shared weights learn; null where they don't.</summary>
    internal SharedTraining? SharedTraining => sharedTraining;

    /// <summary>Bytes of the forecasts of the streams that are forecast at once.</summary>
    internal static long TileBytes(NetworkShape shape) => (long)MaxTileLength * shape.OutputLength * sizeof(float);

    /// <summary>Frees the arena.</summary>
    public void Dispose() => table.Dispose();

    private void RequireRoom(ScoredEvent scored)
    {
        if (scored.Forecast.Length != Layout.Features)
        {
            throw new ArgumentException($"It has room for {scored.Forecast.Length} features; the lane has {Layout.Features}.", nameof(scored));
        }
    }

    private EventOutcome ProcessInTile(EventBatch batch, int index, ScoredBatch scored)
    {
        SensorEvent sensorEvent = batch[index];
        EventOutcome outcome = gate.Judge(sensorEvent);
        if (outcome != EventOutcome.Scored)
        {
            return outcome;
        }

        StreamKey key = batch.KeyOf(index);
        int row = table.Find(key);
        bool touchesTile = row < 0 ? table.IsFull : table.Header(row).LastActivity > tileStart;
        if (tileCount > 0 && touchesTile)
        {
            FinishTile(batch, scored, index);
        }

        outcome = Admit(key, row, sensorEvent, index);
        if (tileCount == MaxTileLength || (tileCount > 0 && MustEndTile()))
        {
            FinishTile(batch, scored, index + 1);
        }

        return outcome;
    }

    /// <summary>Puts an event that its stream doesn't reject into the tile: its row is found or made, counted on, and its inputs are prepared.</summary>
    private unsafe EventOutcome Admit(StreamKey key, int row, in SensorEvent sensorEvent, int eventIndex)
    {
        if (row >= 0 && gate.JudgeAgainst(Row(row), sensorEvent) is var judged and not EventOutcome.Scored)
        {
            return judged;
        }

        tileStart = tileCount == 0 ? eventNumber : tileStart;
        eventNumber++;
        row = row < 0 ? Add(key) : row;
        StreamRow stream = Row(row);
        ref RowHeader header = ref stream.Header;
        header.LastActivity = eventNumber;
        header.EventCount++;
        long before = header.ReachedTime;
        header.ReachedTime = Math.Max(before, Math.Min(header.LastTime, sensorEvent.Time));
        header.LastTime = sensorEvent.Time;
        time.Observe(key, sensorEvent.Time, before, header.ReachedTime, table.Count);
        sensorEvent.Values.CopyTo(stream.LastValues);
        detector.PrepareInput(stream, sensorEvent.Time);
        RememberBeforeStep(stream);
        tileRows[tileCount] = (nint)table.Row(row);
        tileEvents[tileCount++] = eventIndex;
        return header.EventCount > Options.WarmUpEvents ? EventOutcome.Scored : EventOutcome.WarmingUp;
    }

    private int Add(StreamKey key)
    {
        int row = table.Add(key, eventNumber);
        StreamRow stream = Row(row);
        ref RowHeader header = ref stream.Header;
        header.ReachedTime = long.MinValue;
        header.LastTime = long.MinValue;
        header.Random = new SplitMix64(Options.Seed ^ key.High);
        if (Layout.IsRich)
        {
            weights.Parameters.CopyTo(stream.Parameters);
        }

        Counters.Streams = table.Count;
        Counters.Evictions = table.Evictions;
        return row;
    }

    /// <summary>The state from which training can start again, as it is before the step.</summary>
    private void RememberBeforeStep(StreamRow stream)
    {
        ref RowHeader header = ref stream.Header;
        if (ownTraining is not null && (header.EventCount - 1) % ReplayBuffer.CheckpointInterval == 0)
        {
            stream.State.CopyTo(stream.Replay.Checkpoint(header.EventCount - 1));
        }

        if (sharedTraining is not null && sharedTraining.Sampler.Follows(ref header.SampleMark, eventNumber, table.Count))
        {
            sharedTraining.Sampler.RecordInput(header.SampleMark, stream.Input, stream.State);
        }
    }

    /// <summary>Whether the next event may need what the tile's end does: streams with weights of their own are forecast one by one, shared weights change between events.</summary>
    private bool MustEndTile() =>
        Layout.IsRich || (sharedTraining is not null && sharedTraining.MayLearnAfter(Tile(tileCount - 1).Header.SampleMark, eventNumber));

    /// <summary>Forecasts and scores the tile's events.</summary>
    /// <param name="batch">Their batch.</param>
    /// <param name="scored">Receives what is said of them.</param>
    /// <param name="next">The first event after the tile.</param>
    private void FinishTile(EventBatch batch, ScoredBatch scored, int next)
    {
        if (tileCount == 0)
        {
            return;
        }

        ForecastTile();
        for (int i = 0; i < tileCount; i++)
        {
            // The next tile's rows a few at a time: all at once, they would wait for each other.
            lookahead.Reach(batch, next + (MaxTileLength * (i + 1) / tileCount));
            Conclude(i, batch[tileEvents[i]], scored[tileEvents[i]]);
        }

        EndTile();
    }

    /// <summary>Advances the recurrent states of the tile's streams over their inputs and makes their forecasts.</summary>
    private void ForecastTile()
    {
        if (tileCount == 1)
        {
            StreamRow stream = Tile(0);
            network.Step(Layout.IsRich ? stream.Parameters : weights.Parameters, stream.NetworkRow, outputs.AsSpan(0, Layout.Network.OutputLength));
            return;
        }

        Span<nint> networkRows = stackalloc nint[MaxTileLength];
        for (int i = 0; i < tileCount; i++)
        {
            networkRows[i] = tileRows[i] + Layout.InputOffset;
        }

        network.StepMany(weights.Parameters, networkRows[..tileCount], outputs.AsSpan(0, tileCount * Layout.Network.OutputLength));
    }

    private void Conclude(int index, in SensorEvent sensorEvent, ScoredEvent scored)
    {
        StreamRow stream = Tile(index);
        ref RowHeader header = ref stream.Header;
        detector.Score(stream, outputs.AsSpan(index * Layout.Network.OutputLength, Layout.Network.OutputLength), sensorEvent, scored);
        if (ownTraining is not null)
        {
            ReplayBuffer replay = stream.Replay;
            replay.Add(header.EventCount - 1, stream.Input[..Layout.Features], detector.Readings, detector.Targets);
            ownTraining.Learn(replay, header.EventCount, stream.Parameters, stream.Moments, ref header.OptimiserSteps, ref header.Random);
        }
        else if (header.SampleMark.IsSet)
        {
            sharedTraining!.Sampler.RecordTarget(ref header.SampleMark, detector.Targets);
        }
    }

    private void EndTile()
    {
        tileCount = 0;
        sharedTraining?.Learn(weights.Parameters, weights.Moments, ref weights.OptimiserSteps, eventNumber, table.Count);
    }

    private unsafe StreamRow Row(int row) => new(Layout, table.Row(row));

    private unsafe StreamRow Tile(int index) => new(Layout, (byte*)tileRows[index]);
}
