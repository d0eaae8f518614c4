using StreamRnn.Benchmarks.Peers;
using StreamRnn.Core.Buffers;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Lanes;

/// <summary>
/// The network's step alone over the rows of a stream table, with the lane's own look-ahead: ask for the index, ask for the rows ahead,
/// find them, run a tile. Rows hold the header and what the step reads and advances, [x][h][c], and nothing else.
/// </summary>
internal sealed unsafe class StepLoad : IDisposable
{
    private const int TileLength = 24;
    private const ulong Seed = 7;
    private static readonly NetworkShape Shape = new(3, 32, 1);

    private readonly ForecastNetwork network = ForecastNetwork.Create(Shape);
    private readonly AlignedBuffer parameters = new(Shape.ParameterCount);
    private readonly float[] outputs = new float[TileLength * Shape.OutputLength];
    private readonly nint[] tile = new nint[TileLength];
    private readonly EventSource source;
    private readonly StreamTable table;
    private readonly RowLookahead lookahead;
    private readonly int inputOffset;
    private EventBatch[] batches = [];

    public StepLoad(int streams)
    {
        var random = new SplitMix64(Seed);
        source = new EventSource(streams);

        // x directly before h, which begins on a cache line, as in a lane's rows.
        int hiddenOffset = (RowHeader.SizeBytes + (Shape.Inputs * sizeof(float)) + 63) & -64;
        inputOffset = hiddenOffset - (Shape.Inputs * sizeof(float));
        table = new StreamTable(streams, hiddenOffset + AlignedBytes(Shape.StateLength));
        lookahead = new RowLookahead(table);
        network.Initialise(parameters.Span, ref random);
        for (int stream = 0; stream < streams; stream++)
        {
            int row = table.Add(source.KeyOf(stream), stream);
            foreach (ref float input in new Span<float>(table.Row(row) + inputOffset, Shape.Inputs))
            {
                input = random.NextSingle() - 0.5f;
            }
        }
    }

    /// <summary>Steps this many streams on, a multiple of 256, and returns the processor time of one step in nanoseconds.</summary>
    public double Run(int count)
    {
        if (batches.Length != count / EventSource.BatchLength)
        {
            batches = [.. Enumerable.Range(0, count / EventSource.BatchLength).Select(_ => new EventBatch(EventSource.BatchLength, 1))];
        }

        Array.ForEach(batches, source.Fill);
        double start = ThreadClock.Seconds();
        Array.ForEach(batches, StepBatch);
        return (ThreadClock.Seconds() - start) / count * 1e9;
    }

    public void Dispose() => table.Dispose();

    private void StepBatch(EventBatch batch)
    {
        lookahead.Begin(batch, TileLength);
        int tileCount = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            nint row = (nint)table.Row(table.Find(batch.KeyOf(i))) + inputOffset;
            if (tileCount == TileLength || tile.AsSpan(0, tileCount).Contains(row))
            {
                lookahead.Reach(batch, i + TileLength);
                StepTile(tileCount);
                tileCount = 0;
            }

            tile[tileCount++] = row;
        }

        StepTile(tileCount);
    }

    private void StepTile(int count) => network.StepMany(parameters.Span, tile.AsSpan(0, count), outputs.AsSpan(0, count * Shape.OutputLength));

    private static int AlignedBytes(int floats) => ((floats * sizeof(float)) + 63) & -64;
}
