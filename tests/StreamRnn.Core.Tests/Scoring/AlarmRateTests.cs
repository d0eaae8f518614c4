using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class AlarmRateTests
{
    private const double Minutes = 1440;

    /// <summary>Rows in which the fleets cross the counted alarm once.</summary>
    private const double RowsPerCrossing = 64 / 0.0134;

    [Theory]
    [InlineData(0.3, 2.67)]
    [InlineData(0.45, 3.835)]
    [InlineData(1.0, 6.11)]
    [InlineData(1.2, 6.81)]
    [InlineData(3.0, 13.11)]
    public void ScoreOf_AlarmOfAFreshLane_IsReachedOnceInSPerOneMinusSDays(double alarm, double minusLogarithm)
    {
        var rate = new AlarmRate();
        foreach ((double rowsPerDay, double effective) in new[] { (Minutes, Minutes), (86_400, 86_400), (Minutes / 4, Minutes / 2), (Minutes / 100, Minutes / 10) })
        {
            double days = 1 / (effective / 64 * Math.Exp(-minusLogarithm));
            double score = rate.ScoreOf(alarm, rowsPerDay);
            Assert.Equal(days, score / (1 - score), 1e-5 * days);
            Assert.True(rate.IsRarerThan(1.001 / days, alarm, rowsPerDay));
            Assert.False(rate.IsRarerThan(0.999 / days, alarm, rowsPerDay));
        }
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(1440.0)]
    [InlineData(86_400_000.0)]
    public void ScoreOf_RisingAlarm_NeverFallsAndStaysBelowOne(double rowsPerDay)
    {
        foreach (double crossingsPerFleets in (double[])[0, 1, 10])
        {
            AlarmRate rate = Fed(1_000_000, crossingsPerFleets);
            double before = 0;
            foreach (double alarm in Enumerable.Range(0, 2000).Select(i => i * 0.01).Concat([100, 1e6, 1e300]))
            {
                double score = rate.ScoreOf(alarm, rowsPerDay);
                Assert.True(score >= 0 && score < 1 && (score == 0) == (alarm == 0), $"{score} of {alarm}");
                Assert.True(score >= before, $"{score} of {alarm}, {before} before");
                before = score;
            }
        }
    }

    [Fact]
    public void Observe_LaneThatCrossesAsTheFleetsDo_LeavesTheScoreAsItIs() =>
        Assert.Equal(Score(new AlarmRate(), 1), Score(Fed(2_000_000, 1), 1), 0.001);

    [Theory]
    [InlineData(2, 0.1155)]
    [InlineData(0.5, -0.1155)]
    public void Observe_LaneThatCrossesMoreOrLessOften_MovesTheCurveByTheLogarithmOverSix(double times, double shift)
    {
        // So many rows that the fleets' own 4096 blocks no longer count.
        AlarmRate rate = Fed(64 * 4096 * 50, times);
        Assert.Equal(Score(new AlarmRate(), 1), Score(rate, 1 + shift), 0.002);
    }

    [Theory]
    [InlineData(200, 0.4)]
    [InlineData(0, -0.4)]
    public void Observe_WhateverTheLaneDoes_MovesTheCurveByATwoFifthsAtMost(double times, double shift)
    {
        AlarmRate rate = Fed(64 * 4096 * 50, times);
        Assert.Equal(Score(new AlarmRate(), 1), Score(rate, 1 + shift), 1e-6);
    }

    [Fact]
    public void Observe_FewRowsOfALane_HardlyCount()
    {
        // A day of one stream, with ten times the fleets' crossings.
        Assert.Equal(Score(new AlarmRate(), 1), Score(Fed(1440, 10), 1), 0.005);
    }

    [Fact]
    public void AddTo_SameRows_GiveTheSameHashAndOthersAnother()
    {
        Assert.Equal(HashOf(Fed(100_000, 2)), HashOf(Fed(100_000, 2)));
        Assert.NotEqual(HashOf(Fed(100_000, 2)), HashOf(Fed(100_001, 2)));
        Assert.NotEqual(HashOf(Fed(100_000, 2)), HashOf(Fed(100_000, 1)));
    }

    private static double Score(AlarmRate rate, double alarm) => rate.ScoreOf(alarm, Minutes);

    /// <summary>Rows with crossings evenly among them, so many times as often as the fleets'.</summary>
    private static AlarmRate Fed(int rows, double times)
    {
        var rate = new AlarmRate();
        double due = 0.5;
        for (int row = 0; row < rows; row++)
        {
            due += times / RowsPerCrossing;
            rate.Observe(due >= 1);
            due -= due >= 1 ? 1 : 0;
        }

        return rate;
    }

    private static string HashOf(AlarmRate rate)
    {
        using var hash = new StateHash();
        rate.Walk(new HashWalk(hash));
        return hash.ToString();
    }
}
