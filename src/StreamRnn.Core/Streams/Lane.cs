using System.Collections.Immutable;
using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Streams;

/// <summary>
/// One input partition's streams, weights and state, owned by one thread. A pure function of its options and of the
/// events given to it, in order: no clock, no I/O, nothing allocated per event.
/// </summary>
public sealed class Lane : IDisposable
{
    private readonly EventGate gate;
    private readonly StreamTable table;
    private readonly RowLookahead lookahead;
    private readonly StreamDetector detector;
    private readonly LaneTime time = new();
    private readonly ImmutableArray<Forecaster> forecasters;
    private readonly LaneTile tile;
    private long eventNumber;
    private bool isDisposed;

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
        var tally = new TrainingTally();
        forecasters = [.. Layout.Forecasters.Select(layout => ForecasterOf(layout, options, tally, width))];
        detector = new StreamDetector(Layout, options, forecasters, width);
        tile = new LaneTile(Layout, forecasters);
        Counters = new LaneCounters(tally);

        // The one part that has to be given back, last: nothing may fail after it.
        table = new StreamTable(options.Capacity, Layout.RowBytes, options.WarmUpEvents);
        lookahead = new RowLookahead(table);
    }

    /// <summary>The options the lane was made with.</summary>
    public LaneOptions Options { get; }

    /// <summary>What a stream's row holds.</summary>
    public RowLayout Layout { get; }

    /// <summary>Plain counts that only the lane's thread writes; others may read them at any time.</summary>
    public LaneCounters Counters { get; }

    /// <summary>
    /// The event time that the lane's streams agree on, Unix milliseconds, never falling, whatever one clock says: the middle one of the last times of the
    /// five streams that spoke last. <see cref="long.MinValue"/> until two streams have spoken, or one twice.
    /// </summary>
    public long Watermark => time.Watermark;

    /// <summary>The last offset seen, whatever became of its event; -1 before the first event.</summary>
    public long LastOffset => gate.LastOffset;

    /// <summary>
    /// Scores an event against the forecast made before it, then takes it in. <paramref name="scored"/> is valid for
    /// <see cref="EventOutcome.Scored"/> and <see cref="EventOutcome.WarmingUp"/>.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="scored"/> has room for another number of features.</exception>
    /// <exception cref="ObjectDisposedException">The lane was disposed.</exception>
    public EventOutcome Process(in SensorEvent sensorEvent, ScoredEvent scored)
    {
        ArgumentNullException.ThrowIfNull(scored);
        ObjectDisposedException.ThrowIf(isDisposed, this);
        RequireRoom(scored);
        EventOutcome outcome = gate.Judge(sensorEvent);
        if (outcome == EventOutcome.Scored)
        {
            StreamKey key = StreamKey.Of(sensorEvent.Key);
            outcome = Admit(key, table.Find(key), sensorEvent, eventIndex: 0);
            if (tile.Count > 0)
            {
                tile.Forecast();
                Conclude(0, sensorEvent, scored);
                EndTile();
            }
        }

        Counters.Count(outcome);
        return outcome;
    }

    /// <summary>Does for many events what <see cref="Process(in SensorEvent, ScoredEvent)"/> does for one, in their order and to the same bits.</summary>
    /// <exception cref="ArgumentException"><paramref name="scored"/> has too little room, or room for another number of features.</exception>
    /// <exception cref="ObjectDisposedException">The lane was disposed.</exception>
    public void Process(EventBatch batch, ScoredBatch scored)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentOutOfRangeException.ThrowIfLessThan(scored.Capacity, batch.Count);
        ObjectDisposedException.ThrowIf(isDisposed, this);
        RequireRoom(scored[0]);
        lookahead.Begin(batch, LaneTile.MaxLength);
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
        ObjectDisposedException.ThrowIf(isDisposed, this);
        Walk(new HashWalk(hash));
        table.AddTo(hash);
    }

    /// <summary>
    /// Goes over all of the state that is not in the rows, for the hash, the snapshot and its restoring alike: what else a lane comes to hold is added here.
    /// Counters say what happened since the start, and are none of it.
    /// </summary>
    internal void Walk(StateWalk walk)
    {
        gate.Walk(walk);
        eventNumber = walk.Next(eventNumber);
        time.Walk(walk);
        foreach (Forecaster forecaster in forecasters)
        {
            forecaster.Walk(walk);
        }
    }

    /// <summary>Takes over the first rows of the table, after all else was restored.</summary>
    internal void Adopt(int rows)
    {
        table.Adopt(rows, eventNumber);
        Counters.Streams = table.Count;
    }

    /// <summary>Events taken in.</summary>
    internal long EventNumber => eventNumber;

    /// <summary>The streams' rows, for snapshots and for measurements that need many streams of a certain past.</summary>
    internal StreamTable Table => table;

    /// <summary>The weights that streams share or start from.</summary>
    internal LaneWeights Weights => forecasters[0].Weights;

    /// <summary>How shared weights learn; null where they don't.</summary>
    internal SharedTraining? SharedTraining => (forecasters[0].Learner as SharedLearner)?.Training;

    /// <summary>Frees the arena; the lane can't be asked for anything but its counters from then on.</summary>
    public void Dispose()
    {
        isDisposed = true;
        table.Dispose();
    }

    private static Forecaster ForecasterOf(ForecasterLayout layout, LaneOptions options, TrainingTally tally, VectorWidth width)
    {
        bool usesNetwork = !options.Without.HasFlag(DetectorParts.Network);
        Learner learner = !options.Learn || !usesNetwork ? new Learner()
            : layout.OwnsWeights ? new OwnLearner(new OwnTraining(layout.Network, tally, width))
            : new SharedLearner(new SharedTraining(layout.Network, options.Seed, tally, width));
        return new Forecaster(layout, usesNetwork, learner, options.Seed, width);
    }

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
        bool touchesTile = row < 0 ? table.IsFull : table.Header(row).LastActivity > tile.Start;
        if (tile.Count > 0 && touchesTile)
        {
            FinishTile(batch, scored, index);
        }

        outcome = Admit(key, row, sensorEvent, index);
        if (tile.Count == LaneTile.MaxLength || (tile.Count > 0 && MustEndTile()))
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

        long eventsBefore = eventNumber++;
        if (row < 0)
        {
            row = Add(key);
        }
        else
        {
            table.BeforeChange?.Keep(row);
        }

        tile.Add(table.Row(row), eventIndex, eventsBefore);
        StreamRow stream = Row(row);
        ref RowHeader header = ref stream.Header;
        header.LastActivity = eventNumber;
        header.EventCount++;
        long before = header.ReachedTime;
        header.ReachedTime = Math.Max(before, Math.Min(header.LastTime, sensorEvent.Time));
        header.LastTime = sensorEvent.Time;
        time.Observe(key, sensorEvent.Time, before, header.ReachedTime, table.Count);
        sensorEvent.Values.CopyTo(stream.LastValues);
        detector.Prepare(stream, sensorEvent.Time, eventNumber, table.Count);
        return header.EventCount > Options.WarmUpEvents ? EventOutcome.Scored : EventOutcome.WarmingUp;
    }

    private unsafe int Add(StreamKey key)
    {
        int row = table.Add(key, eventNumber);
        StreamRow stream = Row(row);
        ref RowHeader header = ref stream.Header;
        header.ReachedTime = long.MinValue;
        header.LastTime = long.MinValue;
        foreach (Forecaster forecaster in forecasters)
        {
            forecaster.Begin(stream.Address, Options.Seed ^ key.High);
        }

        Counters.Streams = table.Count;
        Counters.Evictions = table.Evictions;
        return row;
    }

    /// <summary>Whether the next event may need what the tile's end does: streams with weights of their own are forecast one by one, shared weights change between events.</summary>
    private unsafe bool MustEndTile() => forecasters[0].MustEndTile(tile.Last.Address, eventNumber);

    /// <summary>Forecasts and scores the tile's events.</summary>
    /// <param name="batch">Their batch.</param>
    /// <param name="scored">Receives what is said of them.</param>
    /// <param name="next">The first event after the tile.</param>
    private void FinishTile(EventBatch batch, ScoredBatch scored, int next)
    {
        if (tile.Count == 0)
        {
            return;
        }

        tile.Forecast();
        for (int i = 0; i < tile.Count; i++)
        {
            // The next tile's rows a few at a time: all at once, they would wait for each other.
            lookahead.Reach(batch, next + (LaneTile.MaxLength * (i + 1) / tile.Count));
            Conclude(i, batch[tile.EventOf(i)], scored[tile.EventOf(i)]);
        }

        EndTile();
    }

    private void Conclude(int index, in SensorEvent sensorEvent, ScoredEvent scored) => detector.Score(tile, index, sensorEvent, scored);

    private void EndTile()
    {
        tile.Clear();
        foreach (Forecaster forecaster in forecasters)
        {
            forecaster.EndTile(eventNumber, table.Count);
        }
    }

    private unsafe StreamRow Row(int row) => new(Layout, table.Row(row));
}
