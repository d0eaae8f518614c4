using System.Runtime.CompilerServices;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Streams;

/// <summary>
/// Where the parts of a stream stand in its row: header, last values, scoring, then [x][h][c], and in rich memory what
/// the stream owns to learn by itself. A function of the lane's options alone.
/// </summary>
public sealed class RowLayout
{
    /// <summary>The largest rich row, 160 KiB, unless all else and the shortest replay buffer take more.</summary>
    public const int MaxRichBytes = 160 * 1024;

    private const int LeanHiddenUnits = 32;
    private const int RichHiddenUnits = 16;
    private const int MaxReplaySteps = 4096;
    private const int MinReplaySteps = 512;
    private const int CacheLine = 64;

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
        int hiddenUnits = options.HiddenUnits != 0 ? options.HiddenUnits : IsRich ? RichHiddenUnits : LeanHiddenUnits;
        Network = new NetworkShape(3 * Features, hiddenUnits, Features, options.Layers);
        feature = new FeatureLayout(IsRich, HasClock);

        int offset = RowHeader.SizeBytes;
        OnsetFilterOffset = Take(ref offset, Unsafe.SizeOf<OnsetFilter>(), sizeof(double));
        LastValuesOffset = Take(ref offset, Features * sizeof(double), sizeof(double));
        FeaturesOffset = Take(ref offset, Features * feature.Size, sizeof(double));
        int inputBytes = Network.Inputs * sizeof(float);
        offset += inputBytes;
        HiddenOffset = Take(ref offset, Network.StateLength * sizeof(float), CacheLine);
        InputOffset = HiddenOffset - inputBytes;
        if (IsRich)
        {
            ParametersOffset = Take(ref offset, Network.ParameterCount * sizeof(float), CacheLine);
            MomentsOffset = Take(ref offset, 2 * Network.ParameterCount * sizeof(float), CacheLine);
            ReplayLength = ReplayStepsWithin(MaxRichBytes - offset);
            ReplayOffset = Take(ref offset, ReplayLength * 2 * Features * sizeof(float), CacheLine);
            MissingOffset = Take(ref offset, ReplayBuffer.MissingWords(ReplayLength, Features) * sizeof(ulong), CacheLine);
            CheckpointsOffset = Take(ref offset, ReplayLength / ReplayBuffer.CheckpointInterval * Network.StateLength * sizeof(float), CacheLine);
        }

        Take(ref offset, 0, CacheLine);
        RowBytes = offset;
    }

    /// <summary>Features per event.</summary>
    public int Features { get; }

    /// <summary>Whether events have a time of day.</summary>
    public bool HasClock { get; }

    /// <summary>Whether the streams own their weights, predictor and replay buffer.</summary>
    public bool IsRich { get; }

    /// <summary>The network: inputs (ŷ, x, Δx) of each feature, one forecast per feature.</summary>
    public NetworkShape Network { get; }

    /// <summary>One feature's scoring state.</summary>
    public ref readonly FeatureLayout Feature => ref feature;

    /// <summary>Steps of a stream's replay buffer, 512 to 4096 by what fits <see cref="MaxRichBytes"/>, fewer the more features there are; 0 in lean memory.</summary>
    public int ReplayLength { get; }

    /// <summary>Bytes of a row, a multiple of 64.</summary>
    public int RowBytes { get; }

    internal int OnsetFilterOffset { get; }

    internal int LastValuesOffset { get; }

    internal int FeaturesOffset { get; }

    internal int InputOffset { get; }

    internal int HiddenOffset { get; }

    internal int ParametersOffset { get; }

    internal int MomentsOffset { get; }

    internal int ReplayOffset { get; }

    internal int MissingOffset { get; }

    internal int CheckpointsOffset { get; }

    /// <summary>The longest replay buffer that fits these bytes, in whole intervals between stored states. A shorter one costs no accuracy (docs/adr/0012).</summary>
    private int ReplayStepsWithin(int bytes)
    {
        const int interval = ReplayBuffer.CheckpointInterval;
        int intervalBytes = (2 * interval * Features * sizeof(float)) + (interval * Features / 8) + (Network.StateLength * sizeof(float));

        // The bits of missing readings end with a whole word, on a line of their own; all else of an interval is whole lines.
        int fitting = (bytes - CacheLine - sizeof(ulong)) / intervalBytes;
        return interval * Math.Clamp(fitting, MinReplaySteps / interval, Math.Max(MinReplaySteps, MaxReplaySteps / Features) / interval);
    }

    private static int Take(ref int offset, int bytes, int alignment)
    {
        int start = (offset + alignment - 1) / alignment * alignment;
        offset = start + bytes;
        return start;
    }
}
