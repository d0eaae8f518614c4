using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Tests.Networks;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

public sealed class OwnTrainingTests
{
    private const int ReplayLength = 512;
    private const ulong Seed = 42;

    /// <summary>One over the newest steps, three over random windows.</summary>
    private const int Passes = 4;

    private static readonly NetworkShape Shape = new(3, 8, 1);

    [Fact]
    public void Learn_EveryCount_TakesFourPassesAtEveryFourthFromTheThirtySecondOn()
    {
        // Past the replay's length, so that windows across the wrap are among those learned from.
        var trainee = new Trainee();
        for (int count = 1; count <= ReplayLength + 100; count++)
        {
            trainee.Sample.Add(1, (_, _) => false);
            float[] before = [.. trainee.Parameters];
            float[] momentsBefore = [.. trainee.Moments];
            int stepsBefore = trainee.OptimiserSteps;
            trainee.Learn(count);
            bool isTime = count >= OwnTraining.WindowLength && count % OwnTraining.IntervalEvents == 0;
            Assert.Equal(stepsBefore + (isTime ? Passes : 0), trainee.OptimiserSteps);
            Assert.Equal(!isTime, before.AsSpan().SequenceEqual(trainee.Parameters));
            Assert.Equal(!isTime, momentsBefore.AsSpan().SequenceEqual(trainee.Moments));
        }

        Assert.Equal(trainee.OptimiserSteps, trainee.Tally.Applied);
        Assert.Equal(0, trainee.Tally.Discarded);
    }

    [Fact]
    public void Learn_ManyTimes_LeavesTheStoredStatesAsTheStreamHadThem()
    {
        var trainee = new Trainee();
        for (int count = 1; count <= 200; count++)
        {
            trainee.Sample.Add(1, (_, _) => false);
            float[] before = [.. trainee.Sample.Checkpoints];
            trainee.Learn(count);
            Assert.Equal(before, trainee.Sample.Checkpoints);
        }

        Assert.True(trainee.OptimiserSteps > 0);
    }

    [Fact]
    public void Learn_StoredStateOfTheNewestWindow_IsWhereItStarts()
    {
        // 33 to 48 steps have one random window, the first 32; of 60 steps the newest window starts at 16.
        Trainee first = Learned(60, _ => { });
        Trainee other = Learned(60, trainee => trainee.Sample.Replay.Checkpoint(16)[0] += 0.25f);
        Trainee untouched = Learned(60, trainee => trainee.Sample.Replay.Checkpoint(48)[0] += 0.25f);
        Assert.NotEqual(first.Parameters, other.Parameters);
        Assert.Equal(first.Parameters, untouched.Parameters);
    }

    [Fact]
    public void Learn_NewestReading_CountsAtOnce()
    {
        // Of 40 steps the only random window is the first 32: step 39 is learned from as one of the newest.
        Trainee first = Learned(40, _ => { });
        Trainee other = Learned(40, trainee => trainee.Sample.Replay.Add(39, trainee.Sample.Predictions[39], [3], [3]));
        Assert.NotEqual(first.Parameters, other.Parameters);
    }

    [Fact]
    public void Learn_SameRandomNumbers_ChoosesTheSameWindows()
    {
        Trainee first = Learned(400, _ => { });
        Trainee same = Learned(400, _ => { });
        Trainee other = Learned(400, trainee => trainee.Random = new SplitMix64(Seed + 1));
        Assert.Equal(first.Parameters, same.Parameters);
        Assert.Equal(first.Random, same.Random);
        Assert.NotEqual(first.Parameters, other.Parameters);
    }

    [Fact]
    public void Learn_NothingButMissingReadings_ChangesNothing()
    {
        var trainee = new Trainee();
        float[] before = [.. trainee.Parameters];
        trainee.Sample.Add(64, (_, _) => true);
        trainee.Learn(64);
        Assert.Equal(before, trainee.Parameters);
        Assert.Equal(0, trainee.OptimiserSteps);
        Assert.Equal(0, trainee.Tally.Applied);
        Assert.Equal(0, trainee.Tally.Discarded);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(16, 0)]
    [InlineData(48, 3)]
    public void Learn_IntervalExcluded_LeavesOutEachWindowThatTouchesIt(int step, int passes)
    {
        // Step 0 stands for none. Of 60 steps the newest window is 16 to 59, every random one 0 to 31 or 16 to 47.
        var trainee = new Trainee();
        trainee.Sample.Add(60, (_, _) => false);
        trainee.Learn(60, step == 0 ? 0 : trainee.Sample.Replay.IntervalBit(step));
        Assert.Equal(passes, trainee.OptimiserSteps);
    }

    /// <summary>A stream of <paramref name="count"/> steps, changed, then trained once.</summary>
    private static Trainee Learned(int count, Action<Trainee> change)
    {
        var trainee = new Trainee();
        trainee.Sample.Add(count, (_, _) => false);
        change(trainee);
        trainee.Learn(count);
        Assert.Equal(Passes, trainee.OptimiserSteps);
        return trainee;
    }

    private sealed class Trainee
    {
        private readonly OwnTraining training;
        private int optimiserSteps;
        private SplitMix64 random = new(Seed);

        public Trainee()
        {
            var first = new SplitMix64(Seed);
            Parameters = Samples.Parameters(Shape, ref first);
            training = new OwnTraining(Shape, Tally);
        }

        public TrainingTally Tally { get; } = new();

        public ReplaySample Sample { get; } = new(ReplayLength, Shape.Targets, Shape.StateLength);

        public float[] Parameters { get; }

        public float[] Moments { get; } = new float[2 * Shape.ParameterCount];

        public int OptimiserSteps => optimiserSteps;

        public SplitMix64 Random
        {
            get => random;
            set => random = value;
        }

        public void Learn(int count, ulong excluded = 0) =>
            training.Learn(Sample.Replay, count, excluded, new LearningWeights(Parameters, Moments, ref optimiserSteps, ref random));
    }
}
