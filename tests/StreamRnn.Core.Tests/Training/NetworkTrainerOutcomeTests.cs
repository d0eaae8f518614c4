using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Tests.Networks;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

/// <summary>Which batches move the weights: those that teach something, and nothing that is not finite.</summary>
public sealed class NetworkTrainerOutcomeTests
{
    private const ulong Seed = 42;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TrainBatch_SineWave_IsLearned(int layers)
    {
        var shape = new NetworkShape(3, 16, 1, layers);
        const int Steps = 64;
        var random = new SplitMix64(Seed);
        var parameters = new float[shape.ParameterCount];
        ForecastNetwork.Create(shape).Initialise(parameters, ref random);
        var moments = new float[2 * shape.ParameterCount];
        int adamSteps = 0;
        NetworkTrainer trainer = NetworkTrainer.Create(shape, Steps);
        var inputs = new float[Steps * 3];
        var targets = new float[Steps];
        var start = new float[shape.StateLength];
        float Wave(int time) => MathF.Sin(time * 0.37f);
        float first = 0;
        float last = 0;
        for (int round = 0; round < 800; round++)
        {
            int begin = random.NextInt(1000);
            for (int step = 0; step < Steps; step++)
            {
                // The naive forecast, the last value and its difference, as the forecaster gives them.
                inputs[step * 3] = Wave(begin + step);
                inputs[(step * 3) + 1] = Wave(begin + step);
                inputs[(step * 3) + 2] = Wave(begin + step) - Wave(begin + step - 1);
                targets[step] = Wave(begin + step + 1);
            }

            last = trainer.TrainBatch(parameters, moments, ref adamSteps, 1, inputs, targets, start).Loss;
            first = round == 0 ? last : first;
        }

        // The last value as forecast with scale 1 costs 1.02; a perfect forecast at the smallest scale would have -4.02.
        Assert.InRange(first, 0.9, 1.2);
        Assert.InRange(last, -4.1, -1.5);
    }

    [Fact]
    public void TrainBatch_WindowWithoutTargets_WeighsNothingAndAloneChangesNothing()
    {
        var shape = new NetworkShape(3, 16, 1);
        const int Steps = 20;
        var batch = new TrainingWindows(shape, Steps, 2);
        Array.Fill(batch.Targets, float.NaN, Steps, Steps);
        NetworkTrainer trainer = NetworkTrainer.Create(shape, Steps, 2);
        float[] alone = [.. batch.Parameters];
        float[] together = [.. batch.Parameters];
        var aloneMoments = new float[trainer.MomentCount];
        var togetherMoments = new float[trainer.MomentCount];
        int aloneSteps = 0;
        int togetherSteps = 0;
        TrainingResult first = trainer.TrainBatch(
            alone, aloneMoments, ref aloneSteps, 1, batch.Inputs.AsSpan(0, Steps * 3), batch.Targets.AsSpan(0, Steps), batch.States.AsSpan(0, shape.StateLength));
        TrainingResult second = trainer.TrainBatch(together, togetherMoments, ref togetherSteps, 2, batch.Inputs, batch.Targets, batch.States);
        Assert.Equal(first.Loss, second.Loss);
        Assert.Equal(first.GradientNorm, second.GradientNorm, 1e-6);

        float[] before = [.. together];
        TrainingResult masked = trainer.TrainBatch(
            together, togetherMoments, ref togetherSteps, 1, batch.Inputs.AsSpan(0, Steps * 3), batch.Targets.AsSpan(Steps), batch.States.AsSpan(0, shape.StateLength));
        Assert.Equal(TrainingOutcome.NoTargets, masked.Outcome);
        Assert.Equal(1, togetherSteps);
        Assert.Equal(before, together);
    }

    [Theory]
    [InlineData("input")]
    [InlineData("parameter")]
    [InlineData("head")]
    [InlineData("moment")]
    [InlineData("second moment")]
    public void TrainBatch_NonFiniteNumberAnywhere_DiscardsTheStep(string where)
    {
        var shape = new NetworkShape(3, 32, 1);
        const int Steps = 20;
        foreach (VectorWidth width in VectorWidths.ByPreference)
        {
            var batch = new TrainingWindows(shape, Steps, 1);
            NetworkTrainer trainer = NetworkTrainer.Create(shape, Steps, 1, width);
            var moments = new float[trainer.MomentCount];
            int adamSteps = 3;
            float[] place = where switch { "input" => batch.Inputs, "parameter" or "head" => batch.Parameters, _ => moments };
            int index = where switch { "head" => shape.Head.HiddenIndex(1, 5), "second moment" => shape.ParameterCount + 9, _ => 7 };
            foreach (float poison in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
            {
                place[index] = poison;
                float[] parametersBefore = [.. batch.Parameters];
                float[] momentsBefore = [.. moments];
                TrainingResult result = trainer.TrainBatch(batch.Parameters, moments, ref adamSteps, 1, batch.Inputs, batch.Targets, batch.States);
                Assert.Equal(TrainingOutcome.NotFinite, result.Outcome);
                Assert.False(result.Applied);
                Assert.True(float.IsNaN(result.Loss));
                Assert.Equal(3, adamSteps);
                Assert.Equal(parametersBefore, batch.Parameters);
                Assert.Equal(momentsBefore, moments);
            }
        }
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void TrainBatch_InfiniteTarget_DiscardsTheStep(float infinity)
    {
        var shape = new NetworkShape(3, 16, 1);
        foreach (VectorWidth width in VectorWidths.ByPreference)
        {
            var batch = new TrainingWindows(shape, 20, 2);
            float[] before = [.. batch.Parameters];
            batch.Targets[25] = infinity;
            NetworkTrainer trainer = NetworkTrainer.Create(shape, 20, 2, width);
            var moments = new float[trainer.MomentCount];
            int adamSteps = 3;
            TrainingResult result = trainer.TrainBatch(batch.Parameters, moments, ref adamSteps, 2, batch.Inputs, batch.Targets, batch.States);
            Assert.Equal(TrainingOutcome.NotFinite, result.Outcome);
            Assert.True(float.IsNaN(result.Loss));
            Assert.Equal(3, adamSteps);
            Assert.Equal(before, batch.Parameters);
            Assert.All(moments, moment => Assert.Equal(0, moment));
        }
    }

    [Fact]
    public void TrainBatch_HugeTargets_StillMovesByBoundedSteps()
    {
        var shape = new NetworkShape(3, 16, 1);
        var batch = new TrainingWindows(shape, 10, 1);
        Array.Fill(batch.Targets, 3e38f);
        float[] before = [.. batch.Parameters];
        NetworkTrainer trainer = NetworkTrainer.Create(shape, 10);
        int adamSteps = 0;
        Assert.True(trainer.TrainBatch(batch.Parameters, new float[trainer.MomentCount], ref adamSteps, 1, batch.Inputs, batch.Targets, batch.States).Applied);
        Assert.All(before.Zip(batch.Parameters), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.0031));
    }
}
