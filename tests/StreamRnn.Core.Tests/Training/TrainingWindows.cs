using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Tests.Networks;

namespace StreamRnn.Core.Tests.Training;

/// <summary>Seeded windows with every seventh target masked.</summary>
internal sealed class TrainingWindows
{
    private const ulong Seed = 42;

    private readonly NetworkShape shape;
    private readonly int steps;

    public TrainingWindows(NetworkShape shape, int steps, int windows)
    {
        this.shape = shape;
        this.steps = steps;
        var random = new SplitMix64(Seed);
        Parameters = Samples.Parameters(shape, ref random);
        Inputs = Samples.Values(windows * steps * shape.Inputs, 1, ref random);
        Targets = Samples.Values(windows * steps * shape.Targets, 2, ref random);
        for (int index = 3; index < Targets.Length; index += 7)
        {
            Targets[index] = float.NaN;
        }

        States = [.. Enumerable.Range(0, windows).SelectMany(_ => Samples.State(shape, ref random))];
    }

    public float[] Parameters { get; }

    public float[] Inputs { get; }

    public float[] Targets { get; }

    public float[] States { get; }

    public (double Loss, double[] Gradient) TwinGradient(TwinNetwork twin)
    {
        int windows = States.Length / shape.StateLength;
        double loss = 0;
        var gradient = new double[shape.ParameterCount];
        for (int window = 0; window < windows; window++)
        {
            int inputs = steps * shape.Inputs;
            int targets = steps * shape.Targets;
            (double windowLoss, double[] windowGradient) = twin.Window(
                Samples.Rows(Inputs.AsSpan(window * inputs, inputs), shape.Inputs),
                Samples.Rows(Targets.AsSpan(window * targets, targets), shape.Targets),
                States.AsSpan(window * shape.StateLength, shape.StateLength),
                clip: 1);
            loss += windowLoss / windows;
            for (int index = 0; index < gradient.Length; index++)
            {
                gradient[index] += windowGradient[index] / windows;
            }
        }

        return (loss, gradient);
    }
}
