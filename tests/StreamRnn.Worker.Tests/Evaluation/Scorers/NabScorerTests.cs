using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Tests.Evaluation.Scorers;

public sealed class NabScorerTests
{
    // s(y) = 2 / (1 + exp(5 y)) - 1 by hand.
    private const double AtTheFirstRow = 0.986614298151430; // s(-1)
    private const double AtSixTenths = 0.905148253644866; // s(-0.6)
    private const double AtAHalf = 0.848283639957513; // s(-0.5)

    private static readonly LabelledRange[] window = [new(40, 44)];

    [Fact]
    public void Best_AlarmOnTheFirstRow_IsPerfect() => Assert.Equal(100, Standard(Series.Of(100, window, (40, 1))), 12);

    [Fact]
    public void Best_NeverSpeaking_IsZero()
    {
        Assert.Equal(0, Standard(Series.Of(100, window)), 12);
        Assert.Equal(double.PositiveInfinity, new NabScorer([Series.Of(100, window)]).Best(NabProfile.Standard).Threshold);
    }

    /// <summary>Three of five rows are left: -3/5. From -1, for the miss, to 0.9174 of at most 1.</summary>
    [Fact]
    public void Best_AlarmWithinTheWindow_IsWorthItsPlace() =>
        Assert.Equal(100 * (1 + AtSixTenths / AtTheFirstRow) / 2, Standard(Series.Of(100, window, (42, 1))), 9);

    [Fact]
    public void At_SeveralAlarmsInAWindow_CountOnceWithTheEarliest() =>
        Assert.Equal(100, new NabScorer([Series.Of(100, window, (40, 1), (41, 1), (44, 1))]).At(1, NabProfile.Standard), 12);

    /// <summary>Two rows after the last of five: 2/4. Twelve: 12/4, from where on it is 1, as before the first window.</summary>
    [Theory]
    [InlineData(46, AtAHalf)]
    [InlineData(56, 1)]
    [InlineData(90, 1)]
    [InlineData(30, 1)]
    public void At_FalseAlarm_CostsMoreTheFartherItIsBehindAWindow(int row, double cost)
    {
        var scorer = new NabScorer([Series.Of(100, window, (40, 1), (row, 1))]);

        Assert.Equal(100 * (2 - 0.11 * cost) / 2, scorer.At(1, NabProfile.Standard), 9);
        Assert.Equal(100 * (2 - 0.22 * cost) / 2, scorer.At(1, NabProfile.LowFalsePositives), 9);
        Assert.Equal(100 * (3 - 0.11 * cost) / 3, scorer.At(1, NabProfile.LowFalseNegatives), 9);
    }

    [Fact]
    public void At_AlarmBehindAWindowOfOneRow_IsFar() =>
        Assert.Equal(100 * (2 - 0.11) / 2, new NabScorer([Series.Of(100, [new(40, 40)], (40, 1), (41, 1))]).At(1, NabProfile.Standard), 9);

    /// <summary>15 % of 100 rows are 15; of 10,000 they would be 1,500, but 750 is the most.</summary>
    [Theory]
    [InlineData(100, 14, true)]
    [InlineData(100, 15, false)]
    [InlineData(10_000, 749, true)]
    [InlineData(10_000, 750, false)]
    public void At_AlarmInTheProbation_DoesNotCount(int rows, int row, bool isFree)
    {
        double score = new NabScorer([Series.Of(rows, [new(rows - 10, rows - 6)], (rows - 10, 1), (row, 1))]).At(1, NabProfile.Standard);

        Assert.Equal(isFree ? 100 : 100 * (2 - 0.11) / 2, score, 9);
    }

    [Fact]
    public void Best_WindowInTheProbation_IsLeftOut() => Assert.Equal(100, Standard(Series.Of(100, [new(2, 5), .. window], (40, 1))), 12);

    /// <summary>Misses cost 2 in the profile that minds them: from -4 for two, one found leaves 1 - 2 of at most 2.</summary>
    [Fact]
    public void At_MissedWindow_CostsTheProfilesWeight()
    {
        var scorer = new NabScorer([Series.Of(100, [.. window, new(70, 79)], (40, 1))]);

        Assert.Equal(50, scorer.At(1, NabProfile.Standard), 9);
        Assert.Equal(50, scorer.At(1, NabProfile.LowFalseNegatives), 9);
    }

    [Fact]
    public void Best_OneThresholdServesAllFiles()
    {
        // The first file's alarm stands at 0.3; to have it, the other file's false one at 0.4 has to be taken: worth it. Not so with thirty of them.
        ScoredSeries found = Series.Of(100, window, (40, 0.3));
        ScoredSeries few = Series.Of(100, [], (50, 0.4));
        ScoredSeries many = Series.Of(100, [], [.. Enumerable.Range(50, 30).Select(row => (row, 0.4))]);

        Assert.Equal(new AtThreshold(0.3, 100 * (2 - 0.11) / 2), Rounded(new NabScorer([found, few]).Best(NabProfile.Standard)));
        Assert.Equal(new AtThreshold(double.PositiveInfinity, 0), Rounded(new NabScorer([found, many]).Best(NabProfile.Standard)));
    }

    [Fact]
    public void Best_NothingLabelled_IsNotANumber() => Assert.True(double.IsNaN(Standard(Series.Of(100, [], (50, 1)))));

    [Fact]
    public void Best_IsTheBestOfAllThresholds()
    {
        foreach (NabProfile profile in (NabProfile[])[NabProfile.Standard, NabProfile.LowFalsePositives, NabProfile.LowFalseNegatives])
        {
            for (int seed = 0; seed < 20; seed++)
            {
                ScoredSeries[] corpus = [Series.Random(seed), Series.Random(seed + 100)];
                var scorer = new NabScorer(corpus);
                AtThreshold best = scorer.Best(profile);

                double[] all = [.. corpus.SelectMany(series => series.Scores).Append(double.PositiveInfinity).Select(threshold => scorer.At(threshold, profile))];
                Assert.Equal(all.Max(), best.Value, 9);
                Assert.Equal(best.Value, scorer.At(best.Threshold, profile), 9);
            }
        }
    }

    [Fact]
    public void Best_PerfectAlarms_Are100InAnyOrderOfFiles()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            // Labels from row 45 on: what lies in the probation can't be found at its first row.
            ScoredSeries[] corpus = [.. Enumerable.Range(seed, 3).Select(one => Series.Random(one)).Select(series => series with { Ranges = [.. series.Ranges.Where(range => range.First >= 45)] }).Select(Series.Perfect)];
            Assert.Equal(corpus.All(series => series.Ranges.Count == 0) ? double.NaN : 100, Standard(corpus), 9);
        }
    }

    [Fact]
    public void Best_OrderOfFilesAndRisingMapOfScores_ChangeNothing()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            ScoredSeries[] corpus = [.. Enumerable.Range(seed, 4).Select(one => Series.Random(one))];
            double expected = Standard(corpus);

            Assert.Equal(expected, Standard([.. corpus.Reverse()]), 9);
            Assert.Equal(expected, Standard([.. corpus.Select(series => series.Map(score => Math.Exp(3 * score) - 7))]), 9);
        }
    }

    [Fact]
    public void Best_AnAlarmRaisedAtAWindowsStart_NeverScoresLower()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            ScoredSeries series = Series.Random(seed);
            if (series.Ranges.FirstOrDefault(range => range.First >= 45) is { Last: > 0 } range)
            {
                Assert.True(Standard(series.Raised(range.First)) >= Standard(series) - 1e-9);
            }
        }
    }

    private static double Standard(params ScoredSeries[] corpus) => new NabScorer(corpus).Best(NabProfile.Standard).Value;

    private static AtThreshold Rounded(AtThreshold found) => found with { Value = Math.Round(found.Value, 9) };
}
