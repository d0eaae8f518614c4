using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using StreamRnn.Core.Buffers;
using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Streams;

/// <summary>
/// Where the parts of a stream stand in its row: header, scores, last values, scoring by feature, then its forecasters, from the fastest up, and in rich memory what it remembers of
/// its own shapes. A function of the lane's options alone.
/// </summary>
public sealed class RowLayout
{
    /// <summary>The largest rich row, 160 KiB, unless all else and the shortest pattern memory take more.</summary>
    public const int MaxRichBytes = 160 * 1024;

    private const int LeanHiddenUnits = 16;
    private const int RichHiddenUnits = 16;

    /// <summary>Steps of a rich forecaster's replay buffer. Longer ones forecast no better, on halves tuned on and not (docs/evaluation.md).</summary>
    private const int ReplayLength = 512;

    /// <summary>Rows that a pattern memory looks back at least, whatever size the row then has.</summary>
    private const int MinPatternReach = 1919;

    private const int BlockReplayLength = 128;

    /// <summary>Events of a block, of the forecasters of rich memory above the first.</summary>
    private static readonly ImmutableArray<int> BlockScales = [4, 12];

    private readonly FeatureLayout feature;

    /// <summary>Lays out a row for these options.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range.</exception>
    public RowLayout(LaneOptions options)
    {
        options.Validate();
        Features = options.Features;
        HasClock = options.HasClock;
        IsRich = options.Memory switch
        {
            StreamMemory.Rich => true,
            StreamMemory.Lean => false,
            _ => options.Capacity * (long)new RowLayout(options with { Memory = StreamMemory.Rich }).RowBytes <= options.MemoryBudgetBytes,
        };
        feature = new FeatureLayout(IsRich, HasClock);

        var cursor = default(OffsetCursor);
        cursor.Take(RowHeader.SizeBytes, 1);
        DenseScoreOffset = cursor.Take(IsRich ? Unsafe.SizeOf<DenseScore<double>>() : Unsafe.SizeOf<DenseScore<float>>(), IsRich ? sizeof(double) : sizeof(float));
        AlarmScoreOffset = cursor.Take(IsRich ? Unsafe.SizeOf<AlarmScore<double>>() : Unsafe.SizeOf<AlarmScore<float>>(), IsRich ? sizeof(double) : sizeof(float));
        DampingOffset = cursor.Take(IsRich ? Unsafe.SizeOf<AlarmDamping<double>>() : Unsafe.SizeOf<AlarmDamping<float>>(), IsRich ? sizeof(double) : sizeof(float));
        LastValuesOffset = cursor.Take(Features * sizeof(double), sizeof(double));
        IntervalsOffset = cursor.Take(Features * Unsafe.SizeOf<ForecastInterval>(), sizeof(float));
        LimitsOffset = cursor.Take(IsRich ? Features * Unsafe.SizeOf<ReadingLimits>() : 0, sizeof(double));
        FeaturesOffset = cursor.Take(Features * feature.Size, sizeof(double));
        Forecasters = LayOutForecasters(ref cursor, options);
        if (IsRich && !options.Without.HasFlag(DetectorParts.Pattern))
        {
            Pattern = PatternWithin((MaxRichBytes - cursor.Position) / Features / OffsetCursor.CacheLine * OffsetCursor.CacheLine);
            PatternSize = Pattern?.StateBytes ?? 0;
            PatternOffset = cursor.Take(Features * PatternSize, OffsetCursor.CacheLine);
        }

        cursor.Take(0, OffsetCursor.CacheLine);
        RowBytes = cursor.Position;
    }

    /// <summary>Features per event.</summary>
    public int Features { get; }

    /// <summary>Whether events have a time of day.</summary>
    public bool HasClock { get; }

    /// <summary>Whether the streams own their weights, predictors and pattern memory.</summary>
    public bool IsRich { get; }

    /// <summary>The forecasters, from scale 1 up.</summary>
    public ImmutableArray<ForecasterLayout> Forecasters { get; }

    /// <summary>The network of scale 1, whose forecasts are told: inputs (ŷ, x, Δx) of each feature, one forecast per feature.</summary>
    public NetworkShape Network => Forecasters[0].Network;

    /// <summary>One feature's scoring state.</summary>
    public ref readonly FeatureLayout Feature => ref feature;

    /// <summary>How far back each feature's pattern memory reaches; null in lean memory and where it is left out.</summary>
    public PatternLags? Pattern { get; }

    /// <summary>Bytes of a row, a multiple of 64.</summary>
    public int RowBytes { get; }

    internal int DenseScoreOffset { get; }

    internal int AlarmScoreOffset { get; }

    internal int DampingOffset { get; }

    internal int LastValuesOffset { get; }

    internal int IntervalsOffset { get; }

    internal int LimitsOffset { get; }

    internal int FeaturesOffset { get; }

    internal int PatternOffset { get; }

    internal int PatternSize { get; }

    /// <summary>The farthest pattern memory that fits these bytes, or the shortest.</summary>
    private static PatternLags PatternWithin(int bytes)
    {
        const int Step = 512;
        int reach = PatternLags.Small.Reach;
        while (reach - Step >= MinPatternReach && PatternLags.Small.UpTo(reach).StateBytes > bytes)
        {
            reach -= Step;
        }

        return PatternLags.Small.UpTo(reach);
    }

    private ImmutableArray<ForecasterLayout> LayOutForecasters(ref OffsetCursor cursor, LaneOptions options)
    {
        int hiddenUnits = options.HiddenUnits != 0 ? options.HiddenUnits : IsRich ? RichHiddenUnits : LeanHiddenUnits;
        var network = new NetworkShape(3 * Features, hiddenUnits, Features, options.Layers);
        var layouts = ImmutableArray.CreateBuilder<ForecasterLayout>();
        layouts.Add(new ForecasterLayout(ref cursor, 1, network, HasClock, IsRich ? ReplayLength : 0));
        if (IsRich && !options.Without.HasFlag(DetectorParts.SlowerScales))
        {
            // Their forecasts only add evidence; more units than the default pay at scale 1 alone.
            var slower = network with { HiddenUnits = Math.Min(hiddenUnits, RichHiddenUnits), Layers = 1 };
            foreach (int scale in BlockScales)
            {
                layouts.Add(new ForecasterLayout(ref cursor, scale, slower, HasClock, BlockReplayLength));
            }
        }

        return layouts.ToImmutable();
    }
}
