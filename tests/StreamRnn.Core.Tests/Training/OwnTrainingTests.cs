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
        var learner = new Learner();
        for (int count = 1; count <= ReplayLength + 100; count++)
        {
            learner.Sample.Add(1, (_, _) => false);
            float[] before = [.. learner.Parameters];
            float[] momentsBefore = [.. learner.Moments];
            int stepsBefore = learner.OptimiserSteps;
            learner.Learn(count);
            bool isTime = count >= OwnTraining.WindowLength && count % OwnTraining.IntervalEvents == 0;
            Assert.Equal(stepsBefore + (isTime ? Passes : 0), learner.OptimiserSteps);
            Assert.Equal(!isTime, before.AsSpan().SequenceEqual(learner.Parameters));
            Assert.Equal(!isTime, momentsBefore.AsSpan().SequenceEqual(learner.Moments));
        }

        Assert.Equal(learner.OptimiserSteps, learner.Training.Tally.Applied);
        Assert.Equal(0, learner.Training.Tally.Discarded);
    }

    [Fact]
    public void Learn_ManyTimes_LeavesTheStoredStatesAsTheStreamHadThem()
    {
        var learner = new Learner();
        for (int count = 1; count <= 200; count++)
        {
            learner.Sample.Add(1, (_, _) => false);
            float[] before = [.. learner.Sample.Checkpoints];
            learner.Learn(count);
            Assert.Equal(before, learner.Sample.Checkpoints);
        }

        Assert.True(learner.OptimiserSteps > 0);
    }

    [Fact]
    public void Learn_StoredStateOfTheNewestWindow_IsWhereItStarts()
    {
        // 33 to 48 steps have one random window, the first 32; of 60 steps the newest window starts at 16.
        Learner first = Learned(60, _ => { });
        Learner other = Learned(60, learner => learner.Sample.Replay.Checkpoint(16)[0] += 0.25f);
        Learner untouched = Learned(60, learner => learner.Sample.Replay.Checkpoint(48)[0] += 0.25f);
        Assert.NotEqual(first.Parameters, other.Parameters);
        Assert.Equal(first.Parameters, untouched.Parameters);
    }

    [Fact]
    public void Learn_NewestReading_CountsAtOnce()
    {
        // Of 40 steps the only random window is the first 32: step 39 is learned from as one of the newest.
        Learner first = Learned(40, _ => { });
        Learner other = Learned(40, learner => learner.Sample.Replay.Add(39, learner.Sample.Predictions[39], [3], [3]));
        Assert.NotEqual(first.Parameters, other.Parameters);
    }

    [Fact]
    public void Learn_SameRandomNumbers_ChoosesTheSameWindows()
    {
        Learner first = Learned(400, _ => { });
        Learner same = Learned(400, _ => { });
        Learner other = Learned(400, learner => learner.Random = new SplitMix64(Seed + 1));
        Assert.Equal(first.Parameters, same.Parameters);
        Assert.Equal(first.Random, same.Random);
        Assert.NotEqual(first.Parameters, other.Parameters);
    }

    [Fact]
    public void Learn_NothingButMissingReadings_ChangesNothing()
    {
        var learner = new Learner();
        float[] before = [.. learner.Parameters];
        learner.Sample.Add(64, (_, _) => true);
        learner.Learn(64);
        Assert.Equal(before, learner.Parameters);
        Assert.Equal(0, learner.OptimiserSteps);
        Assert.Equal(0, learner.Training.Tally.Applied);
        Assert.Equal(0, learner.Training.Tally.Discarded);
    }

    /// <summary>A stream of <paramref name="count"/> steps, changed, then trained once.</summary>
    private static Learner Learned(int count, Action<Learner> change)
    {
        var learner = new Learner();
        learner.Sample.Add(count, (_, _) => false);
        change(learner);
        learner.Learn(count);
        Assert.Equal(Passes, learner.OptimiserSteps);
        return learner;
    }

    private sealed class Learner
    {
        private int optimiserSteps;
        private SplitMix64 random = new(Seed);

        public Learner()
        {
            var first = new SplitMix64(Seed);
            Parameters = Samples.Parameters(Shape, ref first);
        }

        public OwnTraining Training { get; } = new(Shape);

        public ReplaySample Sample { get; } = new(ReplayLength, Shape.Targets, Shape.StateLength);

        public float[] Parameters { get; }

        public float[] Moments { get; } = new float[2 * Shape.ParameterCount];

        public int OptimiserSteps => optimiserSteps;

        public SplitMix64 Random
        {
            get => random;
            set => random = value;
        }

        public void Learn(int count) => Training.Learn(Sample.Replay, count, Parameters, Moments, ref optimiserSteps, ref random);
    }
}
