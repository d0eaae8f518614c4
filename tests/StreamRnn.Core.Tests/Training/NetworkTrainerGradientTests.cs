using StreamRnn.Core.Cells;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Tests.Kernels;
using StreamRnn.Core.Tests.Networks;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

/// <summary>What a step does to weights and moments, against the twin in double precision.</summary>
public sealed class NetworkTrainerGradientTests
{
    /// <summary>Relative to the gradient's norm of at most 1: single precision over some 80 steps of recurrence.</summary>
    private const double GradientTolerance = 3e-6;

    /// <summary>Inputs, hidden units, targets, layers, steps, windows.</summary>
    public static TheoryData<int, int, int, int, int, int> Sizes()
    {
        TheoryData<int, int, int, int, int, int> sizes = new()
        {
            { 3, 8, 1, 1, 1, 1 },
            { 3, 16, 1, 1, 64, 1 },
            { 3, 32, 1, 1, 79, 1 },
            { 1, 24, 1, 1, 33, 2 },
            { 6, 32, 2, 1, 32, 4 },
            { 9, 40, 3, 1, 17, 5 },
            { 3, 48, 1, 1, 32, 7 },
            { 30, 64, 10, 1, 20, 3 },
            { 5, 136, 1, 1, 9, 2 },
            { 192, 256, 64, 1, 3, 2 },
            { 3, 8, 1, 2, 17, 1 },
            { 3, 32, 1, 2, 32, 4 },
            { 3, 24, 1, 2, 79, 2 },
            { 6, 40, 2, 3, 20, 5 },
            { 5, 16, 1, 4, 33, 3 },
            { 192, 256, 64, 4, 2, 2 },
        };

        // Every number of hidden units, and windows of every remainder in groups of three.
        for (int hiddenUnits = 8; hiddenUnits <= 256; hiddenUnits += 8)
        {
            int eighth = hiddenUnits / 8;
            sizes.Add(1 + (eighth % 5), hiddenUnits, 1, 1 + (eighth % 4), 3, 1 + (eighth % 7));
        }

        // More windows than a network's tile has rows.
        sizes.Add(3, 32, 1, 1, 3, 60);
        sizes.Add(3, 24, 1, 2, 2, 64);
        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TrainBatch_EveryShapeAndVariant_TakesTheTwinsGradientAndAgreesBitByBit(int inputs, int hiddenUnits, int targets, int layers, int steps, int windows)
    {
        var shape = new NetworkShape(inputs, hiddenUnits, targets, layers);
        var batch = new TrainingWindows(shape, steps, windows);
        float[]? firstParameters = null;
        float[]? firstMoments = null;
        foreach (KernelVariant variant in KernelVariants.All)
        {
            float[] parameters = [.. batch.Parameters];
            var moments = new float[2 * shape.ParameterCount];
            int adamSteps = 0;
            NetworkTrainer trainer = variant.Create(new NetworkTrainer.Factory(shape, steps + 3, windows));
            TrainingResult result = trainer.TrainBatch(parameters, moments, ref adamSteps, windows, batch.Inputs, batch.Targets, batch.States);
            Assert.True(result.Applied);
            Assert.Equal(1, adamSteps);
            if (firstParameters is not null)
            {
                Bits.AssertEqual(firstParameters, parameters, $"parameters of {variant}");
                Bits.AssertEqual(firstMoments, moments, $"moments of {variant}");
                continue;
            }

            (firstParameters, firstMoments) = (parameters, moments);
            var twin = new TwinNetwork(shape, batch.Parameters);
            (double loss, double[] gradient) = batch.TwinGradient(twin);
            double norm = Math.Sqrt(gradient.Sum(g => g * g));
            Assert.Equal(loss, result.Loss, 1e-5 * Math.Max(1, Math.Abs(loss)));
            Assert.Equal(norm, result.GradientNorm, 1e-5 * norm);
            for (int index = 0; index < gradient.Length; index++)
            {
                // After its first step the first moment is a tenth of the clipped gradient.
                Assert.Equal(gradient[index] / Math.Max(1, norm), moments[index] * 10.0, GradientTolerance);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TrainBatch_ManySteps_FollowsAdamOnOrdinaryWeights(int layers)
    {
        var shape = new NetworkShape(3, 16, 1, layers);
        const int Steps = 24;
        var batch = new TrainingWindows(shape, Steps, 1);
        float[] parameters = [.. batch.Parameters];
        float[] moments = new float[2 * shape.ParameterCount];
        int adamSteps = 0;
        NetworkTrainer trainer = NetworkTrainer.Create(shape, Steps);
        var twin = new TwinNetwork(shape, batch.Parameters);
        var adam = new TwinAdam(shape.ParameterCount);
        for (int step = 0; step < 50; step++)
        {
            trainer.TrainBatch(parameters, moments, ref adamSteps, 1, batch.Inputs, batch.Targets, batch.States);
            adam.Step(twin.Weights, batch.TwinGradient(twin).Gradient);
        }

        Assert.Equal(50, adamSteps);
        for (int index = 0; index < parameters.Length; index++)
        {
            // 50 steps move a weight by up to 0.05; the paths part by rounding where a gradient is close to Adam's epsilon.
            Assert.Equal(twin.Weights[index], parameters[index] / twin.Fold(index), 2e-4);
        }

        double moved = parameters.Zip(batch.Parameters, (now, first) => Math.Abs(now - first)).Max();
        Assert.InRange(moved, 0.02, 0.2);
    }

    [Fact]
    public void TrainBatch_PaddingBeyondTheHiddenUnits_KeepsWeightsOfZero()
    {
        // 24 units are padded to 32, 8 of which the layer above reads as inputs that are 0 for ever.
        var shape = new NetworkShape(3, 24, 1, 2);
        var batch = new TrainingWindows(shape, 20, 2);
        NetworkTrainer trainer = NetworkTrainer.Create(shape, 20, 2);
        var moments = new float[trainer.MomentCount];
        int adamSteps = 0;
        float[] first = [.. batch.Parameters];
        for (int step = 0; step < 20; step++)
        {
            Assert.True(trainer.TrainBatch(batch.Parameters, moments, ref adamSteps, 2, batch.Inputs, batch.Targets, batch.States).Applied);
        }

        LstmShape upper = shape.Layer(1).Cell;
        int moved = 0;
        for (int unit = 0; unit < upper.PaddedHiddenUnits; unit++)
        {
            foreach (LstmGate gate in Enum.GetValues<LstmGate>())
            {
                for (int row = 0; row <= upper.WeightRows; row++)
                {
                    int place = shape.Layer(1).WeightStart + upper.WeightIndex(unit, gate, row);
                    bool isBeyond = unit >= 24 || row is > 24 and <= 32;
                    Assert.True(!isBeyond || batch.Parameters[place] == 0, $"unit {unit}, {gate}, row {row}");
                    moved += batch.Parameters[place] != first[place] ? 1 : 0;
                }
            }
        }

        Assert.Equal(4 * 24 * (1 + 24 + 24), moved);
    }

    [Fact]
    public void TrainBatch_LogScaleOutsideItsLimits_ComesBackInside()
    {
        // A constant stream drives the log scale to its lower limit; when errors return it must rise again.
        var shape = new NetworkShape(3, 8, 1);
        const int Steps = 16;
        var batch = new TrainingWindows(shape, Steps, 1);
        batch.Parameters[shape.Head.BiasStart + 1] = -9;
        NetworkTrainer trainer = NetworkTrainer.Create(shape, Steps);
        var moments = new float[trainer.MomentCount];
        int adamSteps = 0;
        trainer.TrainBatch(batch.Parameters, moments, ref adamSteps, 1, batch.Inputs, batch.Targets, batch.States);
        Assert.InRange(batch.Parameters[shape.Head.BiasStart + 1], -8.9999, -8.9);
    }
}
