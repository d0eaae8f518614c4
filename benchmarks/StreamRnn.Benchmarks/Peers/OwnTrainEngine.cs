using StreamRnn.Core.Buffers;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Training;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>StreamRnn's own trainer, <see cref="NetworkTrainer.TrainBatch"/>.</summary>
internal sealed class OwnTrainEngine : ITrainEngine
{
    private readonly TrainingSample sample;
    private readonly NetworkShape shape;
    private readonly NetworkTrainer trainer;
    private readonly AlignedBuffer parameters;
    private readonly float[] moments;
    private readonly float[] initialStates;
    private readonly float[] parametersBefore;
    private int adamSteps;

    public OwnTrainEngine(TrainingSample sample)
    {
        this.sample = sample;
        shape = sample.Network.Shape;
        trainer = NetworkTrainer.Create(shape, sample.Steps, sample.Windows);

        // On a 64-byte line, as a lane has them.
        parameters = new AlignedBuffer(shape.ParameterCount);
        sample.Network.Pack().CopyTo(parameters.Span);
        moments = new float[trainer.MomentCount];
        initialStates = new float[sample.Windows * shape.StateLength];
        parametersBefore = new float[parameters.Length];
    }

    public string Name => "StreamRnn";

    public float Loss { get; private set; }

    public double Run(int steps)
    {
        double start = ThreadClock.Seconds();
        for (int step = 0; step < steps; step++)
        {
            if (step == steps - 1)
            {
                // 18 KiB a round, which is a few optimiser steps.
                parameters.Span.CopyTo(parametersBefore);
            }

            TrainingResult result = trainer.TrainBatch(
                parameters.Span, moments, ref adamSteps, sample.Windows, sample.Inputs, sample.Targets, initialStates);
            if (!result.Applied)
            {
                throw new InvalidOperationException($"Training step {adamSteps + 1} was not applied: {result.Outcome}.");
            }

            Loss = result.Loss;
        }

        return ThreadClock.Seconds() - start;
    }

    /// <remarks>The trainer keeps its states to itself; the network's steps under the weights of its last forward pass give the same states.</remarks>
    public void ReadHiddenState(Span<float> hidden)
    {
        ForecastNetwork network = ForecastNetwork.Create(shape);
        var outputs = new float[shape.OutputLength];
        for (int window = 0; window < sample.Windows; window++)
        {
            var row = new float[shape.RowLength];
            for (int step = 0; step < TrainingSample.ComparedStep; step++)
            {
                sample.Inputs.AsSpan(((window * sample.Steps) + step) * shape.Inputs, shape.Inputs).CopyTo(row);
                network.Step(parametersBefore, row, outputs);
            }

            row.AsSpan(shape.Inputs, shape.HiddenUnits).CopyTo(hidden[(window * shape.HiddenUnits)..]);
        }
    }

    public void ReadWeights(Span<float> weights) => sample.Network.Unpack(parameters.Span.ToArray(), weights);

    public void Dispose()
    {
    }
}
