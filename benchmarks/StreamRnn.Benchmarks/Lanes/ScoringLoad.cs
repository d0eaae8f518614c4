using System.Runtime.InteropServices;
using StreamRnn.Benchmarks.Peers;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Lanes;

/// <summary>
/// What a lane does to the hot streams' events, taken apart: for each turn of the streams first all that comes before scoring, then
/// scoring alone, between two looks at the clock. The same events in the same order as <see cref="LaneLoad"/> gives, and so the same scores.
/// </summary>
internal sealed unsafe class ScoringLoad : IDisposable
{
    private readonly LaneOptions options;
    private readonly RowLayout layout;
    private readonly StreamTable table;
    private readonly ForecastNetwork network;
    private readonly LaneWeights weights;
    private readonly StreamDetector detector;
    private readonly EventSource events;
    private readonly EventBatch batch = new(EventSource.BatchLength, 1);
    private readonly nint[] rows = new nint[LaneLoad.HotStreams];
    private readonly float[] outputs;
    private double scoringSeconds;

    public ScoringLoad(LaneOptions lean)
    {
        options = lean with { Capacity = LaneLoad.HotStreams, Learn = false };
        layout = new RowLayout(options);
        table = new StreamTable(options.Capacity, layout.RowBytes, options.WarmUpEvents);
        network = ForecastNetwork.Create(layout.Network);
        weights = new LaneWeights(network, options.Seed);
        detector = new StreamDetector(layout, options);
        outputs = new float[LaneLoad.HotStreams * layout.Network.OutputLength];
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

            Take(past, 0);
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
                Take(batch, start);
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

        return (ThreadClock.Seconds() - start) / Looks / LaneLoad.HotStreams * 1e9;
    }

    public void Dispose() => table.Dispose();

    /// <summary>One event of each stream.</summary>
    private void Take(EventBatch source, int start)
    {
        int count = LaneLoad.HotStreams;
        for (int i = 0; i < count; i++)
        {
            Prepare(source, start + i, i);
        }

        network.StepMany(weights.Parameters, rows, outputs);
        double begin = ThreadClock.Seconds();
        for (int i = 0; i < count; i++)
        {
            detector.Score(
                new StreamRow(layout, (byte*)rows[i] - layout.InputOffset),
                outputs.AsSpan(i * layout.Network.OutputLength, layout.Network.OutputLength),
                source[start + i],
                Scored[start + i]);
        }

        scoringSeconds += ThreadClock.Seconds() - begin;
    }

    private void Prepare(EventBatch source, int index, int slot)
    {
        SensorEvent sensorEvent = source[index];
        StreamKey key = source.KeyOf(index);
        int row = table.Find(key);
        row = row < 0 ? table.Add(key, 0) : row;
        var stream = new StreamRow(layout, table.Row(row));
        stream.Header.EventCount++;
        detector.PrepareInput(stream, sensorEvent.Time);
        rows[slot] = (nint)table.Row(row) + layout.InputOffset;
    }
}
