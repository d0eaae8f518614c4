using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Streams;

/// <summary>What a lane at full capacity comes to, part by part, in bytes. Known from its options alone, before anything is allocated.</summary>
/// <remarks>
/// Everything but the rows and names is allocated with the lane. They cost nothing before a stream takes them.
/// </remarks>
public sealed record MemoryEstimate
{
    private MemoryEstimate(LaneOptions options, int batchEvents)
    {
        Layout = new RowLayout(options);
        Capacity = options.Capacity;
        Rows = (long)Capacity * Layout.RowBytes;
        Index = StreamTable.IndexBytes(Capacity);
        Names = options.MissesSilentStreams ? StreamNames.SizeBytes(Capacity) : 0;
        Weights = Layout.Forecasters.Sum(forecaster => LaneWeights.SizeBytes(forecaster.Network));
        Training = (options.Learn, Layout.IsRich) switch
        {
            (false, _) => 0,
            (true, true) => Layout.Forecasters.Sum(forecaster => OwnTraining.SizeBytes(forecaster.Network)),
            (true, false) => SharedTraining.SizeBytes(Layout.Network),
        };
        BatchBuffers = Layout.Forecasters.Sum(forecaster => LaneTile.SizeBytes(forecaster.Network))
            + EventBatch.SizeBytes(batchEvents, Layout.Features)
            + ScoredBatch.SizeBytes(batchEvents, Layout.Features);
    }

    /// <summary>What a row holds; <see cref="RowLayout.IsRich"/> is the form of memory that was taken.</summary>
    public RowLayout Layout { get; }

    /// <summary>Streams the lane has room for.</summary>
    public int Capacity { get; }

    /// <summary>The streams' rows: capacity × <see cref="RowLayout.RowBytes"/>.</summary>
    public long Rows { get; }

    /// <summary>The table's index, 8 bytes a slot, at least a quarter of them free.</summary>
    public long Index { get; }

    /// <summary>The streams' names, 36 bytes each for those of up to 28; 0 where silent streams are not missed.</summary>
    public long Names { get; }

    /// <summary>The weights that streams share or start from, with the optimiser's state.</summary>
    public long Weights { get; }

    /// <summary>Sampler and the trainer's tape; 0 where the weights are frozen. Does not grow with the streams.</summary>
    public long Training { get; }

    /// <summary>The batch that events are handed over in, their forecasts, and what is said of them.</summary>
    public long BatchBuffers { get; }

    /// <summary>The lane at full capacity.</summary>
    public long Total => Rows + Index + Names + Weights + Training + BatchBuffers;

    /// <summary>The share of a stream: row, index and name.</summary>
    public double BytesPerStream => (double)(Rows + Index + Names) / Capacity;

    /// <summary>Estimates a lane.</summary>
    /// <param name="options">The lane's options.</param>
    /// <param name="batchEvents">Events that are handed to the lane at once, 0 and above.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range.</exception>
    public static MemoryEstimate Of(LaneOptions options, int batchEvents = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(batchEvents);
        return new MemoryEstimate(options, batchEvents);
    }
}
