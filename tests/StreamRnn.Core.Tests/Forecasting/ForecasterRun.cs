using System.Runtime.InteropServices;
using StreamRnn.Core.Buffers;
using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Forecasting;

/// <summary>One forecaster and one stream's row for it, given one event after the other as a lane gives them.</summary>
internal sealed unsafe class ForecasterRun
{
    private readonly AlignedBuffer row;
    private readonly float[] outputs;
    private readonly FeatureLayout featureLayout;
    private readonly byte[] featureState;
    private long eventCount;

    public ForecasterRun(int scale, int features = 1, bool usesNetwork = true, bool hasClock = true)
    {
        RowLayout rowLayout = new(new LaneOptions { Memory = StreamMemory.Rich, Features = features, HasClock = hasClock });
        ForecasterLayout layout = rowLayout.Forecasters.Single(forecaster => forecaster.Scale == scale);
        Learner learner = usesNetwork ? new OwnLearner(new OwnTraining(layout.Network, new TrainingTally())) : new Learner();
        Forecaster = new Forecaster(layout, usesNetwork, learner, seed: 1, VectorWidths.Preferred);
        featureLayout = new FeatureLayout(isRich: true, hasClock);
        featureState = new byte[featureLayout.Size];
        row = new AlignedBuffer(rowLayout.RowBytes / sizeof(float));
        outputs = new float[layout.Network.OutputLength];
        Forecaster.Begin(Address, 1);
    }

    public Forecaster Forecaster { get; }

    /// <summary>Whether the last event ended a block.</summary>
    public bool IsDue => Forecaster.IsDue(eventCount);

    private byte* Address => (byte*)row.Pointer;

    public void Give(long time, params ReadOnlySpan<double> values)
    {
        eventCount++;
        if (IsDue)
        {
            Forecaster.Prepare(Address, default, time, eventCount, eventCount, 1);
            Forecaster.Advance([(nint)Address], outputs);
        }

        if (Forecaster.Layout.Scale == 1)
        {
            // What normalises is the reading's own range; one feature is enough here.
            var feature = new FeatureScorer(in featureLayout, featureState);
            Forecaster.Observe(Address, outputs, values, [feature.Normaliser], [feature.Seen], time, eventCount, isDisturbed: false);
            feature.Observe(values[0], time);
        }
        else
        {
            Forecaster.ObserveBlock(Address, outputs, values, time, eventCount);
        }
    }

    /// <summary>What the stream has of the forecaster, by its bytes.</summary>
    public byte[] Bytes() => MemoryMarshal.AsBytes(row.Span).ToArray();
}
