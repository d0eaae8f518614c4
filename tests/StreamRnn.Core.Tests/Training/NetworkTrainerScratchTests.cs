using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Tests.Networks;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

/// <summary>The scratch that a trainer keeps: it carries nothing over, grows by nothing and refuses what it has no room for.</summary>
public sealed class NetworkTrainerScratchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void TrainBatch_SecondCallWithTheSameArguments_GivesTheSameBits(int layers)
    {
        // The scratch keeps what a longer, wider call has left in it.
        var shape = new NetworkShape(3, 40, 1, layers);
        NetworkTrainer used = NetworkTrainer.Create(shape, 64, 4);
        var longer = new TrainingWindows(shape, 64, 4);
        var moments = new float[used.MomentCount];
        int adamSteps = 0;
        used.TrainBatch([.. longer.Parameters], moments, ref adamSteps, 4, longer.Inputs, longer.Targets, longer.States);

        var batch = new TrainingWindows(shape, 33, 2);
        float[] expected = [.. batch.Parameters];
        float[] actual = [.. batch.Parameters];
        var freshMoments = new float[used.MomentCount];
        Array.Clear(moments);
        int freshSteps = adamSteps = 0;
        NetworkTrainer.Create(shape, 33, 2).TrainBatch(expected, freshMoments, ref freshSteps, 2, batch.Inputs, batch.Targets, batch.States);
        used.TrainBatch(actual, moments, ref adamSteps, 2, batch.Inputs, batch.Targets, batch.States);
        Assert.Equal(expected, actual);
        Assert.Equal(freshMoments, moments);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Evaluate_AnyWindows_GivesTheLossesThatATrainingStepGivesAndMovesNothing(int layers)
    {
        var shape = new NetworkShape(3, 32, 1, layers);
        var batch = new TrainingWindows(shape, 32, 4);
        foreach (VectorWidth width in VectorWidths.ByPreference)
        {
            NetworkTrainer trainer = NetworkTrainer.Create(shape, 32, 4, width);
            float[] parameters = [.. batch.Parameters];
            double[] losses = [.. trainer.Evaluate(parameters, 4, batch.Inputs, batch.Targets, batch.States)];
            Assert.Equal(batch.Parameters, parameters);
            int adamSteps = 0;
            TrainingResult result = trainer.TrainBatch(parameters, new float[trainer.MomentCount], ref adamSteps, 4, batch.Inputs, batch.Targets, batch.States);
            Assert.Equal(losses, trainer.WindowLosses.ToArray());
            Assert.Equal(result.Loss, losses.Average(), 1e-5);
            Assert.Equal(4, losses.Distinct().Count());

            // A window's loss is its own, whatever stands beside it.
            int inputs = batch.Inputs.Length / 4;
            int targets = batch.Targets.Length / 4;
            Assert.Equal(losses[1], trainer.Evaluate(
                batch.Parameters, 1, batch.Inputs.AsSpan(inputs, inputs), batch.Targets.AsSpan(targets, targets), batch.States.AsSpan(shape.StateLength, shape.StateLength))[0]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void TrainBatch_AllocatesNothing(int layers)
    {
        var shape = new NetworkShape(3, 32, 1, layers);
        var batch = new TrainingWindows(shape, 32, 4);
        foreach (VectorWidth width in VectorWidths.ByPreference)
        {
            NetworkTrainer trainer = NetworkTrainer.Create(shape, 32, 4, width);
            var moments = new float[trainer.MomentCount];
            int adamSteps = 0;
            long allocated = Allocations.OfEachRound(
                _ => trainer.TrainBatch(batch.Parameters, moments, ref adamSteps, 4, batch.Inputs, batch.Targets, batch.States));
            Assert.True(allocated == 0, $"{width} allocated {allocated} bytes.");
        }
    }

    [Fact]
    public void TrainBatch_SpansOfOtherLengths_AreRefusedWithBothLengths()
    {
        var shape = new NetworkShape(3, 16, 1);
        var batch = new TrainingWindows(shape, 8, 1);
        NetworkTrainer trainer = NetworkTrainer.Create(shape, 8);
        var moments = new float[trainer.MomentCount];
        int adamSteps = 0;
        var tooLong = Assert.Throws<ArgumentException>(
            () => trainer.TrainBatch(batch.Parameters, moments, ref adamSteps, 1, new float[27], batch.Targets, batch.States));
        Assert.Equal("inputs", tooLong.ParamName);
        Assert.Contains("9 steps, where the trainer takes 1 to 8", tooLong.Message, StringComparison.Ordinal);
        var ragged = Assert.Throws<ArgumentException>(
            () => trainer.TrainBatch(batch.Parameters, moments, ref adamSteps, 1, batch.Inputs, new float[7], batch.States));
        Assert.Equal("targets", ragged.ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => trainer.TrainBatch(batch.Parameters, moments, ref adamSteps, 2, batch.Inputs, batch.Targets, batch.States));
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkTrainer.Create(shape, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkTrainer.Create(shape, 8, 65));
    }
}
