using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Streams;

/// <summary>
/// One input partition's streams, weights and state, owned by one thread. A pure function of its options and of the
/// events given to it, in order: no clock, no I/O, nothing allocated per event.
/// </summary>
public sealed class Lane : IDisposable
{
    private const int NoRow = -1;

    private readonly EventGate gate;
    private readonly StreamTable table;
    private readonly RowLookahead lookahead;
    private readonly StreamDetector detector;
    private readonly LaneTime time = new();
    private readonly AlarmRate alarmRate = new();
    private readonly LanePast past = new();
    private readonly Admission admission;
    private readonly SilenceWatch? silence;
    private readonly StreamNames? names;
    private readonly List<SilentStream> silentStreams = [];
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
        detector = new StreamDetector(Layout, options, forecasters, alarmRate, width);
        tile = new LaneTile(Layout, forecasters);
        Counters = new LaneCounters(tally);

        // The parts that have to be given back, last: nothing may fail after them.
        table = new StreamTable(options.Capacity, Layout.RowBytes);
        lookahead = new RowLookahead(table);
        admission = new Admission(table, past);
        if (options.MissesSilentStreams)
        {
            silence = new SilenceWatch(table, past, options);
            names = NamesOrNothing(table, options.Capacity);
        }
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

    /// <summary>The streams that are silent, as the last event or batch found out, in its events' order; valid until the next. Most often none.</summary>
    public IReadOnlyList<SilentStream> SilentStreams => silentStreams;

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
        silentStreams.Clear();
        EventOutcome outcome = gate.Judge(sensorEvent);
        if (outcome == EventOutcome.Scored)
        {
            StreamKey key = StreamKey.Of(sensorEvent.Key);
            int row = table.Find(key);
            bool isKnown = row >= 0;
            row = isKnown ? row : FindRoom();
            outcome = row < 0 && table.IsFull ? Refuse(key, sensorEvent) : Admit(key, row, isKnown, sensorEvent, eventIndex: 0);
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
        silentStreams.Clear();
        lookahead.Begin(batch, LaneTile.MaxLength);
        for (int i = 0; i < batch.Count; i++)
        {
            EventOutcome outcome = ProcessInTile(batch, i, scored);
            scored.Outcomes[i] = outcome;
            scored.Watermarks[i] = time.Watermark;
            scored.Streams[i] = table.Count;
            Counters.Count(outcome);
        }

        FinishTile(batch, scored, batch.Count);
    }

    /// <summary>
    /// A hash of all that the lane's further results depend on, as 32 hexadecimal digits: rows, weights, optimiser, windows to learn from, clocks
    /// and positions. Lanes with equal options and equal hashes do the same from here on. Counts are left out: they say what happened since the start.
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
        var walk = new HashWalk(hash);
        Walk(walk);
        names?.Walk(walk, table.Count);
        table.AddTo(hash);
    }

    /// <summary>
    /// Goes over all of the state that is neither in the rows nor their names, for the hash, the snapshot and its restoring alike: what else a lane comes to hold is added here.
    /// Counts say what happened since the start, and are none of it.
    /// </summary>
    internal void Walk(StateWalk walk)
    {
        gate.Walk(walk);
        eventNumber = walk.Next(eventNumber);
        time.Walk(walk);
        alarmRate.Walk(walk);
        past.Walk(walk);
        admission.Walk(walk);
        silence?.Walk(walk);
        Counters.Walk(walk);
        foreach (Forecaster forecaster in forecasters)
        {
            forecaster.Walk(walk);
        }
    }

    /// <summary>Takes over the first rows of the table, after all else was restored.</summary>
    internal void Adopt(int rows)
    {
        table.Adopt(rows, eventNumber);
        silence?.Require(rows);
        Counters.Streams = table.Count;
    }

    /// <summary>Events taken in.</summary>
    internal long EventNumber => eventNumber;

    /// <summary>The streams' rows, for snapshots and for measurements that need many streams of a certain past.</summary>
    internal StreamTable Table => table;

    /// <summary>Their names; null where silent streams are not missed.</summary>
    internal StreamNames? Names => names;

    /// <summary>The weights that streams share or start from.</summary>
    internal LaneWeights Weights => forecasters[0].Weights;

    /// <summary>How shared weights learn; null where they don't.</summary>
    internal SharedTraining? SharedTraining => (forecasters[0].Learner as SharedLearner)?.Training;

    /// <summary>Frees the arena; the lane can't be asked for anything but its counters from then on.</summary>
    public void Dispose()
    {
        isDisposed = true;
        table.Dispose();
        names?.Dispose();
    }

    private static StreamNames NamesOrNothing(StreamTable table, int capacity)
    {
        try
        {
            return new StreamNames(capacity);
        }
        catch
        {
            table.Dispose();
            throw;
        }
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
        bool isKnown = row >= 0;
        row = isKnown ? row : FindRoom();
        if (row < 0 && table.IsFull)
        {
            return Refuse(key, sensorEvent);
        }

        bool touchesTile = row >= 0 && table.Header(row).LastActivity > tile.Start;
        if (tile.Count > 0 && touchesTile)
        {
            FinishTile(batch, scored, index);
        }

        outcome = Admit(key, row, isKnown, sensorEvent, index);
        if (tile.Count == LaneTile.MaxLength || (tile.Count > 0 && MustEndTile()))
        {
            FinishTile(batch, scored, index + 1);
        }

        return outcome;
    }

    /// <summary>The row of a stream that makes room for a stranger; -1 where none has to, or none does.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindRoom() => table.IsFull ? admission.FindRoom(eventNumber) : NoRow;

    /// <summary>Turns a stranger's event away. It moves the lane's time on all the same: else streams that have all gone would never make room.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private EventOutcome Refuse(StreamKey key, in SensorEvent sensorEvent)
    {
        time.Observe(key, sensorEvent.Time, long.MinValue, long.MinValue, table.Count);
        past.Observe(time.Watermark, eventNumber);
        Counters.CountRefused(key);
        return EventOutcome.Refused;
    }

    /// <summary>Puts an event that its stream doesn't reject into the tile: its row is found or made, counted on, and its inputs are prepared.</summary>
    private unsafe EventOutcome Admit(StreamKey key, int row, bool isKnown, in SensorEvent sensorEvent, int eventIndex)
    {
        if (isKnown && gate.JudgeAgainst(Row(row), sensorEvent) is var judged and not EventOutcome.Scored)
        {
            return judged;
        }

        long eventsBefore = eventNumber++;
        if (isKnown)
        {
            table.BeforeChange?.Keep(row);
        }
        else
        {
            row = Add(key, row, sensorEvent.Key);
        }

        tile.Add(table.Row(row), eventIndex, eventsBefore);
        StreamRow stream = Row(row);
        ref RowHeader header = ref stream.Header;
        header.LastActivity = eventNumber;
        header.EventCount++;
        long before = header.ReachedTime;
        header.ReachedTime = Math.Max(before, Math.Min(header.LastTime, sensorEvent.Time));
        header.LastTime = sensorEvent.Time;
        header.Interval.Observe(before, header.ReachedTime, header.EventCount - 2);
        time.Observe(key, sensorEvent.Time, before, header.ReachedTime, table.Count);
        past.Observe(time.Watermark, eventNumber);
        if (silence is not null && silence.Look(eventNumber))
        {
            FindSilence(silence, eventIndex);
        }

        sensorEvent.Values.CopyTo(stream.LastValues);
        detector.Prepare(stream, sensorEvent.Time, eventNumber, table.Count);
        return header.EventCount > Options.WarmUpEvents ? EventOutcome.Scored : EventOutcome.WarmingUp;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FindSilence(SilenceWatch silence, int eventIndex)
    {
        (SilentRow fallen, SilentRow lasting) = silence.Find(eventNumber);
        if (lasting.Row >= 0)
        {
            silentStreams.Add(Describe(lasting, eventIndex, isNew: false));
        }

        if (fallen.Row >= 0)
        {
            silentStreams.Add(Describe(fallen, eventIndex, isNew: true));
        }
    }

    private SilentStream Describe(SilentRow silent, int eventIndex, bool isNew)
    {
        StreamRow stream = Row(silent.Row);
        UsualInterval interval = stream.Header.Interval;
        return new SilentStream
        {
            EventIndex = eventIndex,
            Name = Encoding.UTF8.GetString(names![silent.Row]),
            LastValues = ImmutableArray.Create<double>(stream.LastValues),
            Silence = TimeSpan.FromMilliseconds(silent.SilentFor),
            UsualInterval = TimeSpan.FromMilliseconds(interval.Milliseconds),
            Excess = silent.SilentFor / silence!.Allowed(interval),
            EventCount = stream.Header.EventCount,
            IsNew = isNew,
        };
    }

    /// <summary>Gives a stream a row. What is rare stands apart, here and below: the compiler then has room to take all that each event does into one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe int Add(StreamKey key, int replaced, ReadOnlySpan<byte> name)
    {
        int row = table.Add(key, eventNumber, replaced);
        names?.Set(row, name, isReplaced: replaced >= 0);
        StreamRow stream = Row(row);
        ref RowHeader header = ref stream.Header;
        header.ReachedTime = long.MinValue;
        header.LastTime = long.MinValue;
        foreach (Forecaster forecaster in forecasters)
        {
            forecaster.Begin(stream.Address, Options.Seed ^ key.High);
        }

        Counters.Streams = table.Count;
        Counters.Evictions += replaced >= 0 ? 1 : 0;
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
