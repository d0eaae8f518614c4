using System.Collections.Immutable;
using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Networks;

namespace StreamRnn.Core.Streams;

/// <summary>Streams that are forecast together, no stream twice, each with the event that it is at. The size of a tile never changes a result.</summary>
internal sealed unsafe class LaneTile
{
    /// <summary>
    /// Streams forecast at once: enough to hide the latency of every row, few enough to stay in the second-level cache, and a multiple of
    /// the three rows that a kernel takes together. Of 8, 16 and 24 the fastest, by 4 and 2 % at a million streams.
    /// </summary>
    public const int MaxLength = 24;

    private readonly RowLayout layout;
    private readonly ImmutableArray<Forecaster> forecasters;
    private readonly nint[] rows = new nint[MaxLength];
    private readonly int[] events = new int[MaxLength];
    private readonly float[][] outputs;

    public LaneTile(RowLayout layout, ImmutableArray<Forecaster> forecasters)
    {
        this.layout = layout;
        this.forecasters = forecasters;
        outputs = [.. forecasters.Select(forecaster => new float[MaxLength * forecaster.Layout.Network.OutputLength])];
    }

    /// <summary>Bytes of the forecasts of a tile.</summary>
    public static long SizeBytes(NetworkShape shape) => (long)MaxLength * shape.OutputLength * sizeof(float);

    /// <summary>Streams in the tile.</summary>
    public int Count { get; private set; }

    /// <summary>The lane's event number before the tile's first event: a stream that was active after it is in the tile.</summary>
    public long Start { get; private set; }

    /// <summary>The stream that was added last.</summary>
    public StreamRow Last => this[Count - 1];

    /// <summary>A stream of the tile, in the order of addition.</summary>
    public StreamRow this[int index] => new(layout, (byte*)rows[index]);

    /// <summary>The batch's event that a stream is at.</summary>
    public int EventOf(int index) => events[index];

    /// <summary>What a forecaster's network said of a stream's event, where it was due: means, then log scales.</summary>
    public ReadOnlySpan<float> ForecastOf(int index, int forecaster)
    {
        int length = layout.Forecasters[forecaster].Network.OutputLength;
        return outputs[forecaster].AsSpan(index * length, length);
    }

    /// <summary>Adds a stream whose inputs are prepared.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="eventIndex">The batch's event that it is at.</param>
    /// <param name="eventsBefore">The lane's event number before that event.</param>
    public void Add(byte* row, int eventIndex, long eventsBefore)
    {
        Start = Count == 0 ? eventsBefore : Start;
        rows[Count] = (nint)row;
        events[Count++] = eventIndex;
    }

    /// <summary>Empties the tile.</summary>
    public void Clear() => Count = 0;

    /// <summary>Advances the recurrent states of the tile's streams over their inputs and makes their forecasts: of each forecaster, those whose blocks end.</summary>
    public void Forecast()
    {
        forecasters[0].Advance(rows.AsSpan(0, Count), outputs[0]);
        for (int i = 1; i < forecasters.Length; i++)
        {
            int length = forecasters[i].Layout.Network.OutputLength;
            for (int stream = 0; stream < Count; stream++)
            {
                // One by one: only streams with weights of their own have slower forecasters, and those can't be advanced together.
                if (forecasters[i].IsDue(this[stream].Header.EventCount))
                {
                    forecasters[i].Advance(rows.AsSpan(stream, 1), outputs[i].AsSpan(stream * length, length));
                }
            }
        }
    }
}
