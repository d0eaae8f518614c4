using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Streams;
using StreamRnn.Core.Tests.Streams;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Forecasting;

public sealed unsafe class LearnerTests
{
    /// <summary>Past the first 32 blocks of 12, from which on all scales learn.</summary>
    private const int Events = 12 * 40;

    public static TheoryData<StreamMemory, bool> Lanes => new(
        from memory in (StreamMemory[])[StreamMemory.Lean, StreamMemory.Rich]
        from learn in (bool[])[true, false]
        select (memory, learn));

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Process_LearningOrNot_MovesTheWeightsThatStreamsUseOrLeavesThem(StreamMemory memory, bool learn)
    {
        using LaneRun run = new(LaneRun.Options(memory) with { Learn = learn });
        float[] first = [.. run.Lane.Weights.Parameters];
        for (int i = 0; i < (memory == StreamMemory.Rich ? Events : 3000); i++)
        {
            run.Give("pump", LaneRun.Noisy(i));
        }

        bool isRich = memory == StreamMemory.Rich;
        Assert.Equal(learn, run.Lane.Counters.TrainingSteps > 0);
        Assert.Equal(learn && !isRich, !first.AsSpan().SequenceEqual(run.Lane.Weights.Parameters));
        foreach (ForecasterLayout layout in run.Lane.Layout.Forecasters.Where(layout => layout.OwnsWeights))
        {
            var row = new ForecasterRow(layout, run.Lane.Table.Row(0));
            var initial = new Forecaster(layout, usesNetwork: true, new Learner(), run.Lane.Options.Seed, Core.Kernels.VectorWidths.Preferred);
            Assert.Equal(learn, row.Header.OptimiserSteps > 0);
            Assert.Equal(learn, row.Weights.Moments.ContainsAnyExcept(0));
            Assert.Equal(learn, !initial.Weights.Parameters.SequenceEqual(row.Parameters));
        }
    }

    [Fact]
    public void Forecasters_OfOneStream_CountTheirTrainingTogether()
    {
        using LaneRun run = new(LaneRun.Options(StreamMemory.Rich));
        for (int i = 0; i < Events; i++)
        {
            run.Give("pump", LaneRun.Noisy(i));
        }

        int[] steps = [.. run.Lane.Layout.Forecasters.Select(layout => new ForecasterRow(layout, run.Lane.Table.Row(0)).Header.OptimiserSteps)];
        Assert.Equal(run.Lane.Counters.TrainingSteps, steps.Sum());

        // Four at every fourth step from the 32nd on, of as many steps as there are blocks.
        Assert.Equal([4 * (((480 - 32) / 4) + 1), 4 * (((120 - 32) / 4) + 1), 4 * (((40 - 32) / 4) + 1)], steps);
    }

    [Fact]
    public void LearningWeights_StepsAndRandomNumbers_AreTheOwners()
    {
        int steps = 3;
        var random = new SplitMix64(1);
        ulong before = random.State;
        var weights = new LearningWeights(new float[2], new float[4], ref steps, ref random);
        weights.Steps++;
        weights.Random.NextInt(5);
        weights.Parameters[1] = 1;

        Assert.Equal(4, steps);
        Assert.NotEqual(before, random.State);
        Assert.Equal((2, 4), (weights.Parameters.Length, weights.Moments.Length));
    }
}
