using StreamRnn.Benchmarks.Peers;
using StreamRnn.Core.Buffers;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Lanes;

/// <summary>
/// The network's step alone over the rows of a stream table, as a lane does it: ask for the index, ask for the rows ahead, find
/// them, run a tile. Rows hold the header and what the step reads and advances, [x][h][c], and nothing else.
/// </summary>
internal sealed unsafe class StepLoad : IDisposable
{
    private const int TileLength = 24;
    private const int IndexLookahead = 24;
    private const ulong Seed = 7;
    private static readonly NetworkShape Shape = new(3, 32, 1);

    private readonly ForecastNetwork network = ForecastNetwork.Create(Shape);
    private readonly AlignedBuffer parameters = new(Shape.ParameterCount);
    private readonly float[] outputs = new float[TileLength * Shape.OutputLength];
    private readonly nint[] tile = new nint[TileLength];
    private readonly EventSource source;
    private readonly StreamTable table;
    private readonly int streams;
    private readonly int inputOffset;
    private StreamKey[] keys = [];
    private SplitMix64 random = new(Seed);

    public StepLoad(int streams)
    {
        this.streams = streams;
        source = new EventSource(streams);

        // x directly before h, which begins on a cache line, as in a lane's rows.
        int hiddenOffset = RowHeader.SizeBytes + AlignedBytes(Shape.Inputs);
        inputOffset = hiddenOffset - (Shape.Inputs * sizeof(float));
        table = new StreamTable(streams, hiddenOffset + AlignedBytes(Shape.StateLength), warmUpEvents: 1);
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
        if (keys.Length != count)
        {
            keys = new StreamKey[count];
        }

        for (int i = 0; i < count; i++)
        {
            keys[i] = source.KeyOf(streams <= LaneLoad.HotStreams ? i % streams : random.NextInt(streams));
        }

        double start = ThreadClock.Seconds();
        for (int batch = 0; batch < count; batch += EventSource.BatchLength)
        {
            StepBatch(keys.AsSpan(batch, EventSource.BatchLength));
        }

        return (ThreadClock.Seconds() - start) / count * 1e9;
    }

    public void Dispose() => table.Dispose();

    private void StepBatch(ReadOnlySpan<StreamKey> batch)
    {
        foreach (StreamKey key in batch[..IndexLookahead])
        {
            table.PrefetchIndex(key);
        }

        PrefetchRows(batch, 0);
        int tileCount = 0;
        for (int i = 0; i < batch.Length; i++)
        {
            nint row = (nint)table.Row(table.Find(batch[i])) + inputOffset;
            if (tileCount == TileLength || tile.AsSpan(0, tileCount).Contains(row))
            {
                PrefetchRows(batch, i);
                StepTile(tileCount);
                tileCount = 0;
            }

            tile[tileCount++] = row;
        }

        StepTile(tileCount);
    }

    /// <summary>Asks for the rows of the tile that begins here, and for the index entries of later ones.</summary>
    private void PrefetchRows(ReadOnlySpan<StreamKey> batch, int start)
    {
        int end = Math.Min(start + TileLength, batch.Length);
        for (int i = start; i < end; i++)
        {
            if (i + IndexLookahead < batch.Length)
            {
                table.PrefetchIndex(batch[i + IndexLookahead]);
            }

            table.PrefetchRow(batch[i]);
        }
    }

    private void StepTile(int count) => network.StepMany(parameters.Span, tile.AsSpan(0, count), outputs.AsSpan(0, count * Shape.OutputLength));

    private static int AlignedBytes(int floats) => ((floats * sizeof(float)) + 63) & -64;
}
