using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Networks;

/// <summary>Two layers against libtorch's numbers: the twin to double precision, the network and the trainer to single.</summary>
public sealed class StackedLstmReferenceTests
{
    private static readonly NetworkShape Shape = StackedLstmReference.Shape;
    private readonly StackedLstmReference reference = new();

    [Fact]
    public void Twin_Window_HasTheReferencesLossAndGradient()
    {
        TwinNetwork twin = Twin();
        (double loss, double[] gradient) = twin.Window(
            Rows(reference["inputs"], Shape.Inputs), Rows(reference["targets"], 1), new float[Shape.StateLength], clip: 1);

        // Both in double; the twin's weights went through single precision folded and back.
        Assert.Equal(reference["loss"][0], loss, 1e-7);
        double[] expected = reference.Packed("gradient_");
        Assert.All(expected.Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
    }

    [Fact]
    public void Step_EveryWidth_HasTheReferencesHiddenStatesAndForecasts()
    {
        float[] parameters = Parameters();
        foreach (VectorWidth width in VectorWidths.ByPreference)
        {
            ForecastNetwork network = ForecastNetwork.Create(Shape, width);
            var row = new float[Shape.RowLength];
            var outputs = new float[Shape.OutputLength];
            for (int step = 0; step < reference["targets"].Length; step++)
            {
                Rows(reference["inputs"], Shape.Inputs)[step].Select(value => (float)value).ToArray().CopyTo(row, 0);
                network.Step(parameters, row, outputs);
                for (int unit = 0; unit < Shape.HiddenUnits; unit++)
                {
                    Assert.Equal(reference["hidden"][(step * Shape.HiddenUnits) + unit], row[Shape.Head.HiddenStateStart + unit], 5e-7);
                }

                Assert.Equal(reference["outputs"][2 * step], outputs[0], 2e-6);
                Assert.Equal(reference["outputs"][(2 * step) + 1], outputs[1], 2e-6);
            }
        }
    }

    [Fact]
    public void TrainBatch_FirstStep_TakesTheReferencesGradient()
    {
        float[] inputs = [.. reference["inputs"].Select(value => (float)value)];
        float[] targets = [.. reference["targets"].Select(value => (float)value)];
        NetworkTrainer trainer = NetworkTrainer.Create(Shape, targets.Length);
        var moments = new float[trainer.MomentCount];
        int adamSteps = 0;
        TrainingResult result = trainer.TrainBatch(Parameters(), moments, ref adamSteps, 1, inputs, targets, new float[Shape.StateLength]);
        double[] expected = reference.Packed("gradient_");
        double norm = Math.Sqrt(expected.Sum(value => value * value));
        Assert.Equal(reference["loss"][0], result.Loss, 1e-5);
        Assert.Equal(norm, result.GradientNorm, 1e-5);
        for (int index = 0; index < expected.Length; index++)
        {
            // After its first step the first moment is a tenth of the clipped gradient.
            Assert.Equal(expected[index] / Math.Max(1, norm), moments[index] * 10.0, 3e-6);
        }
    }

    private static double[][] Rows(double[] values, int width) => [.. values.Chunk(width)];

    private TwinNetwork Twin() => new(Shape, Parameters());

    private float[] Parameters()
    {
        double[] packed = reference.Packed();
        var folds = new TwinNetwork(Shape, new float[packed.Length]);
        return [.. packed.Select((weight, index) => (float)(weight * folds.Fold(index)))];
    }
}
