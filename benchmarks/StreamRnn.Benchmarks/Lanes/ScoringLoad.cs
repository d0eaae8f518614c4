using StreamRnn.Benchmarks.Peers;
using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Lanes;

/// <summary>
/// What a lane does to the hot streams' events, taken apart: for each turn of the streams first all that comes before scoring, then
/// scoring alone, between two looks at the clock. The same events in the same order as <see cref="LaneLoad"/> gives, and so the same scores.
/// </summary>
internal sealed unsafe class ScoringLoad : IDisposable
{
    /// <summary>Streams that are forecast together: as many as a lane's tiles hold, and a divisor of the hot streams.</summary>
    private const int TileLength = 16;

    private readonly LaneOptions options;
    private readonly RowLayout layout;
    private readonly StreamTable table;
    private readonly Forecaster forecaster;
    private readonly StreamDetector detector;
    private readonly LaneTile tile;
    private readonly EventSource events;
    private readonly EventBatch batch = new(EventSource.BatchLength, 1);
    private double scoringSeconds;

    public ScoringLoad(LaneOptions lean)
    {
        options = lean with { Capacity = LaneLoad.HotStreams, Learn = false };
        layout = new RowLayout(options);
        table = new StreamTable(options.Capacity, layout.RowBytes);
        forecaster = new Forecaster(layout.Forecasters[0], usesNetwork: true, new Learner(), options.Seed, VectorWidths.Preferred);
        detector = new StreamDetector(layout, options, [forecaster], new AlarmRate(), VectorWidths.Preferred);
        tile = new LaneTile(layout, [forecaster]);
        events = new EventSource(LaneLoad.HotStreams);
        Scored = new ScoredBatch(EventSource.BatchLength, 1);
        var past = new EventBatch(LaneLoad.HotStreams, 1);
        foreach (EventSource.Position[] turn in events.Past(LaneLoad.HotStreams).Chunk(LaneLoad.HotStreams))
        {
            past.Clear();
            foreach (EventSource.Position position in turn)
            {
                past.Add(events.At(position));
            }

            TakeTurn(past, 0);
        }
    }

    /// <summary>What was said of the last batch.</summary>
    public ScoredBatch Scored { get; }

    /// <summary>Takes at least this many events in and returns the processor time of scoring one, in nanoseconds.</summary>
    public double Run(int count)
    {
        scoringSeconds = 0;
        int taken = 0;
        while (taken < count)
        {
            events.Fill(batch);
            for (int start = 0; start < batch.Count; start += LaneLoad.HotStreams)
            {
                TakeTurn(batch, start);
            }

            taken += batch.Count;
        }

        return scoringSeconds / taken * 1e9;
    }

    /// <summary>What two looks at the clock cost each event, in nanoseconds: it is in the figure and belongs to nobody.</summary>
    public static double ClockNanoseconds()
    {
        const int Looks = 10_000;
        double start = ThreadClock.Seconds();
        for (int i = 1; i < Looks; i++)
        {
            ThreadClock.Seconds();
        }

        return (ThreadClock.Seconds() - start) / Looks / TileLength * 1e9;
    }

    public void Dispose() => table.Dispose();

    /// <summary>One event of each stream.</summary>
    private void TakeTurn(EventBatch source, int start)
    {
        for (int first = start; first < start + LaneLoad.HotStreams; first += TileLength)
        {
            TakeTile(source, first);
        }
    }

    private void TakeTile(EventBatch source, int start)
    {
        for (int i = start; i < start + TileLength; i++)
        {
            Prepare(source, i);
        }

        tile.Forecast();
        double begin = ThreadClock.Seconds();
        for (int i = 0; i < TileLength; i++)
        {
            detector.Score(tile, i, source[start + i], Scored[start + i]);
        }

        scoringSeconds += ThreadClock.Seconds() - begin;
        tile.Clear();
    }

    private void Prepare(EventBatch source, int index)
    {
        SensorEvent sensorEvent = source[index];
        StreamKey key = source.KeyOf(index);
        int row = table.Find(key);
        row = row < 0 ? table.Add(key, 0) : row;
        var stream = new StreamRow(layout, table.Row(row));
        stream.Header.EventCount++;
        tile.Add(table.Row(row), index, eventsBefore: 0);
        detector.Prepare(stream, sensorEvent.Time, stream.Header.EventCount, table.Count);
    }
}
