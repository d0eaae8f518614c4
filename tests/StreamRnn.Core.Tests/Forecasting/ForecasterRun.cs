using System.Runtime.InteropServices;
using StreamRnn.Core.Buffers;
using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Forecasting;

/// <summary>One forecaster above scale 1 and one stream's row for it, given one event after the other as a lane gives them.</summary>
internal sealed unsafe class ForecasterRun
{
    private readonly AlignedBuffer row;
    private readonly float[] outputs;
    private long eventCount;

    public ForecasterRun(int scale, int features = 1, bool usesNetwork = true, bool hasClock = true)
    {
        RowLayout rowLayout = new(new LaneOptions { Memory = StreamMemory.Rich, Features = features, HasClock = hasClock });
        ForecasterLayout layout = rowLayout.Forecasters.Single(forecaster => forecaster.Scale == scale);
        Learner learner = usesNetwork ? new OwnLearner(new OwnTraining(layout.Network, new TrainingTally())) : new Learner();
        Forecaster = new Forecaster(layout, usesNetwork, learner, seed: 1, VectorWidths.Preferred);
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

        Forecaster.ObserveBlock(Address, outputs, values, time, eventCount);
    }

    /// <summary>What the stream has of the forecaster, by its bytes.</summary>
    public byte[] Bytes() => MemoryMarshal.AsBytes(row.Span).ToArray();
}
