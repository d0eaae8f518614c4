using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class DetectorPartsTests
{
    /// <summary>Past the start of the slowest forecaster's calibrators, 150 blocks of 12 events.</summary>
    private const int Events = 2400;

    public static TheoryData<StreamMemory, DetectorParts> Flags => new(
        from part in Enum.GetValues<DetectorParts>()
        where part != DetectorParts.None
        from memory in (StreamMemory[])[StreamMemory.Lean, StreamMemory.Rich]
        where memory == StreamMemory.Rich || part is DetectorParts.Network or DetectorParts.RunningRanges or DetectorParts.BlockEvidence
        select (memory, part));

    [Theory]
    [MemberData(nameof(Flags))]
    public void Process_OnePartLeftOut_SaysSomethingElse(StreamMemory memory, DetectorParts part)
    {
        using LaneRun all = new(LaneRun.Options(memory));
        using LaneRun without = new(LaneRun.Options(memory) with { Without = part });
        int different = 0;
        for (int i = 0; i < Events; i++)
        {
            double reading = LaneRun.Noisy(i) + (i % 500 == 499 ? 30 : 0) + (i > 2000 ? i % 3 : 0);
            all.Give("pump", reading);
            without.Give("pump", reading);
            ScoredEvent said = without.Scored;
            Assert.True(double.IsFinite(said.RawScore) && said.Score is >= 0 and < 1 && said.Alarm is >= 0 and < 1);
            different += all.Said().AsSpan().SequenceEqual(without.Said()) ? 0 : 1;
        }

        Assert.True(different > 0, $"without {part} all is the same");
        Assert.InRange(without.Lane.Layout.RowBytes, 1, all.Lane.Layout.RowBytes);
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_ConstantReadingsWithoutTheNetwork_IsFiniteAndRaisesNothing(StreamMemory memory)
    {
        foreach (double constant in (double[])[0, -273.15, 1e30, 1e-20])
        {
            using LaneRun run = new(LaneRun.Options(memory) with { Without = DetectorParts.Network });
            for (int i = 0; i < Events; i++)
            {
                run.Give("pump", constant);
                ScoredEvent said = run.Scored;
                Assert.Equal((0, 0, 0), (said.RawScore, said.Alarm, said.StandardizedResidual));
                Assert.True(i == 0 || said.Forecast[0] == constant, $"{said.Forecast[0]} is forecast of {constant} at {i}");
                Assert.True(i == 0 || (said.Lower[0] <= constant && said.Upper[0] >= constant));
            }

            Assert.Equal(0, run.Lane.Counters.TrainingSteps);
        }
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_WithoutBlockEvidence_ForecastsTheSameAndScoresNothing(StreamMemory memory)
    {
        using LaneRun all = new(LaneRun.Options(memory));
        using LaneRun without = new(LaneRun.Options(memory) with { Without = DetectorParts.BlockEvidence });
        double highest = 0;
        for (int i = 0; i < 1000; i++)
        {
            double reading = LaneRun.Noisy(i) + (i == 900 ? 200 : 0);
            all.Give("pump", reading);
            without.Give("pump", reading);
            Assert.Equal(all.Scored.Forecast[0], without.Scored.Forecast[0]);
            Assert.Equal(0, without.Scored.Score);
            highest = Math.Max(highest, all.Scored.Score);
        }

        Assert.InRange(highest, ScoredEvent.SpeaksFrom, 1);
    }

    [Fact]
    public void Process_WithoutTheNetwork_ForecastsByThePredictorAlone()
    {
        using LaneRun run = new(LaneRun.Options(StreamMemory.Rich) with { Without = DetectorParts.Network });
        double error = 0;
        for (int i = 0; i < 1000; i++)
        {
            run.Give("pump", LaneRun.Wave(i));
            error += i < 500 ? 0 : Math.Abs(run.Scored.Forecast[0] - LaneRun.Wave(i));
        }

        // A sine is a linear recurrence of two lags; normalised by a range that decays a little, it is nearly one.
        Assert.InRange(error / 500, 0, 0.1);
    }
}
