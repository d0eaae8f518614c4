using System.Runtime.CompilerServices;
using StreamRnn.Core.Buffers;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Forecasting;

/// <summary>
/// Where the parts of one forecaster stand in a stream's row: what each feature has of it, then [x][h][c], and, where the stream owns its weights, all
/// that it needs to learn by itself.
/// </summary>
public sealed class ForecasterLayout
{
    /// <summary>Lays a forecaster out behind what <paramref name="cursor"/> has handed out.</summary>
    /// <param name="cursor">Of the row.</param>
    /// <param name="scale">d: events of a block whose means it forecasts; 1 forecasts the readings themselves.</param>
    /// <param name="network">Its network.</param>
    /// <param name="hasClock">Whether events have a time of day.</param>
    /// <param name="replayLength">Steps to learn from, a multiple of <see cref="ReplayBuffer.CheckpointInterval"/>; 0 where the weights, and no linear predictor, are the lane's.</param>
    internal ForecasterLayout(ref OffsetCursor cursor, int scale, NetworkShape network, bool hasClock, int replayLength)
    {
        Scale = scale;
        Network = network;
        HasClock = hasClock;
        ReplayLength = replayLength;
        HeaderOffset = cursor.Take(OwnsWeights ? Unsafe.SizeOf<LearningHeader>() : Unsafe.SizeOf<SampleMark>(), sizeof(double));

        BlockOffset = OwnsWeights ? Unsafe.SizeOf<SlowEvidence<DoubleQuadruple>>() : 0;
        StartOffset = BlockOffset + (scale > 1 ? Unsafe.SizeOf<BlockMean>() : 0);
        PredictorOffset = StartOffset + (OwnsWeights ? CalibratorOptions.StartBuffer * sizeof(float) : 0);
        FeatureSize = PredictorOffset + PredictorSize;
        FeaturesOffset = cursor.Take(network.Targets * FeatureSize, OwnsWeights ? sizeof(double) : sizeof(float));

        // x directly before h, and h on a line of its own.
        int inputBytes = network.Inputs * sizeof(float);
        cursor.Take(inputBytes, sizeof(float));
        HiddenOffset = cursor.Take(network.StateLength * sizeof(float), OffsetCursor.CacheLine);
        InputOffset = HiddenOffset - inputBytes;
        if (OwnsWeights)
        {
            ParametersOffset = cursor.Take(network.ParameterCount * sizeof(float), OffsetCursor.CacheLine);
            MomentsOffset = cursor.Take(2 * network.ParameterCount * sizeof(float), OffsetCursor.CacheLine);
            ReplayOffset = cursor.Take(replayLength * 2 * network.Targets * sizeof(float), OffsetCursor.CacheLine);
            MissingOffset = cursor.Take(ReplayBuffer.MissingWords(replayLength, network.Targets) * sizeof(ulong), OffsetCursor.CacheLine);
            CheckpointsOffset = cursor.Take(replayLength / ReplayBuffer.CheckpointInterval * network.StateLength * sizeof(float), OffsetCursor.CacheLine);
        }

        if (HasAnchor)
        {
            AnchorOffset = cursor.Take(Unsafe.SizeOf<Anchor.AnchorState>(), sizeof(double));
            RangesOffset = cursor.Take(network.Targets * Unsafe.SizeOf<ReadingRange>(), sizeof(double));
            AnchorRangesOffset = cursor.Take(network.Targets * Unsafe.SizeOf<ReadingRange>(), sizeof(double));
            AnchorPredictorsOffset = cursor.Take(network.Targets * AnchorPredictorSize, sizeof(double));
            cursor.Take(inputBytes, sizeof(float));
            AnchorInputOffset = cursor.Take(network.StateLength * sizeof(float), OffsetCursor.CacheLine) - inputBytes;
            AnchorParametersOffset = cursor.Take(network.ParameterCount * sizeof(float), OffsetCursor.CacheLine);
        }
    }

    /// <summary>d: events of a block whose means it forecasts.</summary>
    public int Scale { get; }

    /// <summary>Its network: inputs (ŷ, x, Δx) of each feature, one forecast per feature.</summary>
    public NetworkShape Network { get; }

    /// <summary>Features per event.</summary>
    public int Features => Network.Targets;

    /// <summary>Whether events have a time of day.</summary>
    public bool HasClock { get; }

    /// <summary>Steps that the stream keeps to learn from; 0 where the weights are the lane's.</summary>
    public int ReplayLength { get; }

    /// <summary>Whether the stream has weights of its own, and a linear predictor with them.</summary>
    public bool OwnsWeights => ReplayLength > 0;

    /// <summary>Whether an older self of it stands by: where its forecasts are told and its weights are the stream's own.</summary>
    public bool HasAnchor => Scale == 1 && OwnsWeights;

    internal int HeaderOffset { get; }

    internal int FeaturesOffset { get; }

    /// <summary>Bytes of what a feature has, a multiple of 8: <see cref="SlowEvidence{TQuadruple}"/>, then the parts whose places follow.</summary>
    internal int FeatureSize { get; }

    /// <summary>A <see cref="BlockMean"/>, above scale 1.</summary>
    internal int BlockOffset { get; }

    /// <summary>The first values of the calibrators, where there is a buffer for them.</summary>
    internal int StartOffset { get; }

    internal int PredictorOffset { get; }

    internal int InputOffset { get; }

    internal int HiddenOffset { get; }

    internal int ParametersOffset { get; }

    internal int MomentsOffset { get; }

    internal int ReplayOffset { get; }

    internal int MissingOffset { get; }

    internal int CheckpointsOffset { get; }

    internal int AnchorOffset { get; }

    internal int RangesOffset { get; }

    internal int AnchorRangesOffset { get; }

    internal int AnchorPredictorsOffset { get; }

    internal int AnchorInputOffset { get; }

    internal int AnchorParametersOffset { get; }

    /// <summary>Bytes of a linear predictor that stands still.</summary>
    internal int AnchorPredictorSize => LinearPredictor.StateLength(HasClock, learns: false) * sizeof(double);

    /// <summary>Bytes of a linear predictor; 0 where there is none.</summary>
    internal int PredictorSize => OwnsWeights ? LinearPredictor.StateLength(HasClock) * sizeof(double) : 0;
}
