using StreamRnn.Core.Networks;
using StreamRnn.Core.Training;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>StreamRnn's own trainer, <see cref="NetworkTrainer.TrainBatch"/>.</summary>
internal sealed class OwnTrainEngine : ITrainEngine
{
    private readonly TrainingSample sample;
    private readonly NetworkShape shape;
    private readonly NetworkTrainer trainer;
    private readonly float[] parameters;
    private readonly float[] moments;
    private readonly float[] initialStates;
    private readonly float[] checkpoints;
    private int adamSteps;

    public OwnTrainEngine(TrainingSample sample)
    {
        this.sample = sample;
        shape = sample.Network.Shape;
        trainer = NetworkTrainer.Create(shape, sample.Steps, sample.Windows);
        parameters = sample.Network.Pack();
        moments = new float[trainer.MomentCount];
        initialStates = new float[sample.Windows * shape.StateLength];
        checkpoints = new float[sample.Windows * NetworkTrainer.CheckpointCount(sample.Steps) * shape.StateLength];
    }

    public string Name => "StreamRnn";

    public float Loss { get; private set; }

    public double Run(int steps)
    {
        double start = ThreadClock.Seconds();
        for (int step = 0; step < steps; step++)
        {
            TrainingResult result = trainer.TrainBatch(
                parameters, moments, ref adamSteps, sample.Windows, sample.Inputs, sample.Targets, initialStates, checkpoints);
            if (!result.Applied)
            {
                throw new InvalidOperationException($"Training step {adamSteps + 1} was not applied: {result.Outcome}.");
            }

            Loss = result.Loss;
        }

        return ThreadClock.Seconds() - start;
    }

    public void ReadHiddenState(Span<float> hidden)
    {
        int window = checkpoints.Length / sample.Windows;
        int compared = TrainingSample.ComparedStep / NetworkTrainer.CheckpointInterval * shape.StateLength;
        for (int index = 0; index < sample.Windows; index++)
        {
            checkpoints.AsSpan((index * window) + compared, shape.HiddenUnits).CopyTo(hidden[(index * shape.HiddenUnits)..]);
        }
    }

    public void ReadWeights(Span<float> weights) => sample.Network.Unpack(parameters, weights);

    public void Dispose()
    {
    }
}
