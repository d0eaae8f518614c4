using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Forecasting;

/// <summary>A view of what one forecaster has in a stream's row: its bytes by their names.</summary>
internal readonly unsafe ref struct ForecasterRow(ForecasterLayout layout, byte* row)
{
    private readonly ForecasterLayout layout = layout;
    private readonly byte* row = row;

    /// <summary>What the stream needs to learn by itself, where it has weights of its own.</summary>
    public ref LearningHeader Header => ref *(LearningHeader*)(row + layout.HeaderOffset);

    /// <summary>Which slot of the sampler follows the stream, if any, where the lane shares weights.</summary>
    public ref SampleMark SampleMark => ref *(SampleMark*)(row + layout.HeaderOffset);

    /// <summary>x: the linear predictions, the last readings and their last differences, <c>[3·features]</c>, directly before h.</summary>
    public Span<float> Input => new(row + layout.InputOffset, layout.Network.Inputs);

    /// <summary>h, then c: <c>[stateLength]</c>.</summary>
    public Span<float> State => new(row + layout.HiddenOffset, layout.Network.StateLength);

    /// <summary>[x][h][c]: what the network's step reads and advances.</summary>
    public Span<float> NetworkRow => new(row + layout.InputOffset, layout.Network.RowLength);

    /// <summary>The stream's own weights, where it has them.</summary>
    public Span<float> Parameters => new(row + layout.ParametersOffset, layout.Network.ParameterCount);

    /// <summary>The stream's own weights with their optimiser, where it has them.</summary>
    public LearningWeights Weights =>
        new(Parameters, new Span<float>(row + layout.MomentsOffset, 2 * layout.Network.ParameterCount), ref Header.OptimiserSteps, ref Header.Random);

    /// <summary>What the stream remembers to learn from, where it has weights of its own.</summary>
    public ReplayBuffer Replay => new(
        new Span<float>(row + layout.ReplayOffset, layout.ReplayLength * 2 * layout.Features),
        new Span<ulong>(row + layout.MissingOffset, ReplayBuffer.MissingWords(layout.ReplayLength, layout.Features)),
        new Span<float>(row + layout.CheckpointsOffset, layout.ReplayLength / ReplayBuffer.CheckpointInterval * layout.Network.StateLength),
        layout.Features);

    /// <summary>The evidence that a feature's errors stay large; in rich memory.</summary>
    public ref SlowEvidence<DoubleQuadruple> SlowEvidence(int feature) => ref *(SlowEvidence<DoubleQuadruple>*)Feature(feature);

    /// <summary>A feature's block under way; above scale 1 only.</summary>
    public ref BlockMean Block(int feature) => ref *(BlockMean*)(Feature(feature) + layout.BlockOffset);

    /// <summary>The first values of a feature's calibrators; empty where they start without a buffer.</summary>
    public Span<float> Start(int feature) => new(Feature(feature) + layout.StartOffset, (layout.PredictorOffset - layout.StartOffset) / sizeof(float));

    /// <summary>A feature's linear predictor, where the stream has weights of its own.</summary>
    public LinearPredictor Predictor(int feature) =>
        new(new Span<double>(Feature(feature) + layout.PredictorOffset, LinearPredictor.StateLength(layout.HasClock)), layout.HasClock);

    /// <summary>What the anchor knows; this and all else of it only where the layout has one.</summary>
    public ref Anchor.AnchorState Anchor => ref *(Anchor.AnchorState*)(row + layout.AnchorOffset);

    /// <summary>What a feature's readings are normalised by in use.</summary>
    public ref ReadingRange Range(int feature) => ref Ranges[feature];

    /// <summary>What the anchor normalises them by; it stands still.</summary>
    public ref ReadingRange AnchorRange(int feature) => ref AnchorRanges[feature];

    public Span<float> AnchorParameters => new(row + layout.AnchorParametersOffset, layout.Network.ParameterCount);

    /// <summary>[x][h][c] of the anchor.</summary>
    public Span<float> AnchorNetworkRow => new(row + layout.AnchorInputOffset, layout.Network.RowLength);

    private Span<ReadingRange> Ranges => new(row + layout.RangesOffset, layout.Features);

    private Span<ReadingRange> AnchorRanges => new(row + layout.AnchorRangesOffset, layout.Features);

    private Span<byte> AnchorPredictors => new(row + layout.AnchorPredictorsOffset, layout.Features * layout.AnchorPredictorSize);

    public LinearPredictor AnchorPredictor(int feature) =>
        new(MemoryMarshal.Cast<byte, double>(AnchorPredictorBytes(feature)), layout.HasClock, learns: false);

    /// <summary>Makes the anchor what the forecaster in use is now.</summary>
    public void RefreshAnchor()
    {
        Parameters.CopyTo(AnchorParameters);
        NetworkRow.CopyTo(AnchorNetworkRow);
        Ranges.CopyTo(AnchorRanges);
        for (int feature = 0; feature < layout.Features; feature++)
        {
            PredictorBytes(feature)[..layout.AnchorPredictorSize].CopyTo(AnchorPredictorBytes(feature));
        }
    }

    /// <summary>Makes the forecaster in use what the anchor is now, but for features that the anchor has never seen; its optimiser begins anew. The predictors' covariance stays.</summary>
    public void RollBack()
    {
        AnchorParameters.CopyTo(Parameters);
        AnchorNetworkRow.CopyTo(NetworkRow);
        Weights.Moments.Clear();
        Header.OptimiserSteps = 0;
        for (int feature = 0; feature < layout.Features; feature++)
        {
            if (!AnchorRange(feature).IsEmpty)
            {
                Range(feature) = AnchorRange(feature);
                AnchorPredictorBytes(feature).CopyTo(PredictorBytes(feature));
            }
        }
    }

    private Span<byte> AnchorPredictorBytes(int feature) => AnchorPredictors.Slice(feature * layout.AnchorPredictorSize, layout.AnchorPredictorSize);

    private Span<byte> PredictorBytes(int feature) => new(Feature(feature) + layout.PredictorOffset, layout.PredictorSize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Feature(int feature) => row + layout.FeaturesOffset + (feature * layout.FeatureSize);
}

/// <summary>How far a stream's own weights have learned. All-zero bytes are fresh, but for the seed.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LearningHeader
{
    /// <summary>Random choices of what to learn from.</summary>
    public SplitMix64 Random;

    /// <summary>Optimiser steps that they have taken.</summary>
    public int OptimiserSteps;

    /// <summary>A bit for each interval of the replay buffer, of <see cref="ReplayBuffer.CheckpointInterval"/> steps: whether the stream was disturbed in it.</summary>
    public ulong DisturbedIntervals;
}
