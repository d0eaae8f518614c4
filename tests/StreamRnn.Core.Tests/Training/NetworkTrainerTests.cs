using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Tests.Networks;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

public sealed class NetworkTrainerTests
{
    private const ulong Seed = 42;

    /// <summary>Relative to the gradient's norm of at most 1: single precision over some 80 steps of recurrence.</summary>
    private const double GradientTolerance = 3e-6;

    public static TheoryData<int, int, int, int, int> Sizes => new()
    {
        { 3, 8, 1, 1, 1 },
        { 3, 16, 1, 64, 1 },
        { 3, 32, 1, 79, 1 },
        { 1, 24, 1, 33, 2 },
        { 6, 32, 2, 32, 4 },
        { 9, 40, 3, 17, 5 },
        { 3, 48, 1, 32, 7 },
        { 30, 64, 10, 20, 3 },
        { 5, 136, 1, 9, 2 },
        { 192, 256, 64, 3, 2 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TrainBatch_EveryShapeAndWidth_TakesTheTwinsGradientAndAgreesBitByBit(int inputs, int hiddenUnits, int targets, int steps, int windows)
    {
        var shape = new NetworkShape(inputs, hiddenUnits, targets);
        var batch = new Batch(shape, steps, windows);
        float[]? firstParameters = null;
        float[]? firstMoments = null;
        foreach (VectorWidth width in VectorWidths.ByPreference)
        {
            float[] parameters = [.. batch.Parameters];
            var moments = new float[2 * shape.ParameterCount];
            int adamSteps = 0;
            NetworkTrainer trainer = NetworkTrainer.Create(shape, steps + 3, windows, width);
            TrainingResult result = trainer.TrainBatch(parameters, moments, ref adamSteps, windows, batch.Inputs, batch.Targets, batch.States);
            Assert.True(result.Applied);
            Assert.Equal(1, adamSteps);
            if (firstParameters is not null)
            {
                Assert.Equal(firstParameters, parameters);
                Assert.Equal(firstMoments, moments);
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

    [Fact]
    public void TrainBatch_ManySteps_FollowsAdamOnOrdinaryWeights()
    {
        var shape = new NetworkShape(3, 16, 1);
        const int Steps = 24;
        var batch = new Batch(shape, Steps, 1);
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
    public void TrainBatch_SineWave_IsLearned()
    {
        var shape = new NetworkShape(3, 16, 1);
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
        var batch = new Batch(shape, Steps, 2);
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
            var batch = new Batch(shape, Steps, 1);
            NetworkTrainer trainer = NetworkTrainer.Create(shape, Steps, 1, width);
            var moments = new float[trainer.MomentCount];
            int adamSteps = 3;
            float[] place = where switch { "input" => batch.Inputs, "parameter" or "head" => batch.Parameters, _ => moments };
            int index = where switch { "head" => shape.HeadHiddenIndex(1, 5), "second moment" => shape.ParameterCount + 9, _ => 7 };
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

    [Fact]
    public void TrainBatch_HugeTargets_StillMovesByBoundedSteps()
    {
        var shape = new NetworkShape(3, 16, 1);
        var batch = new Batch(shape, 10, 1);
        Array.Fill(batch.Targets, 3e38f);
        float[] before = [.. batch.Parameters];
        NetworkTrainer trainer = NetworkTrainer.Create(shape, 10);
        int adamSteps = 0;
        Assert.True(trainer.TrainBatch(batch.Parameters, new float[trainer.MomentCount], ref adamSteps, 1, batch.Inputs, batch.Targets, batch.States).Applied);
        Assert.All(before.Zip(batch.Parameters), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.0031));
    }

    [Fact]
    public void TrainBatch_LogScaleOutsideItsLimits_ComesBackInside()
    {
        // A constant stream drives the log scale to its lower limit; when errors return it must rise again.
        var shape = new NetworkShape(3, 8, 1);
        const int Steps = 16;
        var batch = new Batch(shape, Steps, 1);
        batch.Parameters[shape.HeadBiasStart + 1] = -9;
        NetworkTrainer trainer = NetworkTrainer.Create(shape, Steps);
        var moments = new float[trainer.MomentCount];
        int adamSteps = 0;
        trainer.TrainBatch(batch.Parameters, moments, ref adamSteps, 1, batch.Inputs, batch.Targets, batch.States);
        Assert.InRange(batch.Parameters[shape.HeadBiasStart + 1], -8.9999, -8.9);
    }

    [Fact]
    public void TrainBatch_SecondCallWithTheSameArguments_GivesTheSameBits()
    {
        // The scratch keeps what a longer, wider call has left in it.
        var shape = new NetworkShape(3, 40, 1);
        NetworkTrainer used = NetworkTrainer.Create(shape, 64, 4);
        var longer = new Batch(shape, 64, 4);
        var moments = new float[used.MomentCount];
        int adamSteps = 0;
        used.TrainBatch([.. longer.Parameters], moments, ref adamSteps, 4, longer.Inputs, longer.Targets, longer.States);

        var batch = new Batch(shape, 33, 2);
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

    [Fact]
    public void TrainBatch_AllocatesNothing()
    {
        var shape = new NetworkShape(3, 32, 1);
        var batch = new Batch(shape, 32, 4);
        foreach (VectorWidth width in VectorWidths.ByPreference)
        {
            NetworkTrainer trainer = NetworkTrainer.Create(shape, 32, 4, width);
            var moments = new float[trainer.MomentCount];
            int adamSteps = 0;
            for (int round = 0; round < 2; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                trainer.TrainBatch(batch.Parameters, moments, ref adamSteps, 4, batch.Inputs, batch.Targets, batch.States);
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                Assert.True(round == 0 || allocated == 0, $"{width} allocated {allocated} bytes.");
            }
        }
    }

    [Fact]
    public void TrainBatch_SpansOfOtherLengths_AreRefusedWithBothLengths()
    {
        var shape = new NetworkShape(3, 16, 1);
        var batch = new Batch(shape, 8, 1);
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

    /// <summary>Seeded windows with every seventh target masked.</summary>
    private sealed class Batch
    {
        private readonly NetworkShape shape;
        private readonly int steps;

        public Batch(NetworkShape shape, int steps, int windows)
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
                double[] state = [.. States.AsSpan(window * shape.StateLength, shape.StateLength).ToArray().Select(value => (double)value)];
                (double windowLoss, double[] windowGradient, _) = twin.Window(
                    Samples.Rows(Inputs.AsSpan(window * inputs, inputs), shape.Inputs),
                    Samples.Rows(Targets.AsSpan(window * targets, targets), shape.Targets),
                    state[..shape.HiddenUnits],
                    state[shape.PaddedHiddenUnits..(shape.PaddedHiddenUnits + shape.HiddenUnits)],
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
}
