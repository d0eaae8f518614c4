using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Tests.Evaluation.Scorers;

public sealed class DelayScorerTests
{
    private static readonly LabelledRange[] range = [new(50, 69)];

    [Theory]
    [InlineData(50, 1)]
    [InlineData(57, 1)]
    [InlineData(58, 0)]
    [InlineData(69, 0)]
    public void Best_AlarmWithinSevenRowsOfTheStart_FindsTheWholeRange(int row, double f1) =>
        Assert.Equal(f1, DelayScorer.Sweep([Series.Of(100, range, (row, 1))]).At(1));

    [Fact]
    public void At_ShortRange_IsFoundOnItsOwnRowsOnly()
    {
        F1Sweep sweep = DelayScorer.Sweep([Series.Of(100, [new(50, 52)], (53, 1))]);

        Assert.Equal(0, sweep.At(1));
    }

    /// <summary>20 rows found, 3 false ones, and another range of 10 missed: 2 · 20 / (20 + 3 + 30).</summary>
    [Fact]
    public void At_FalseAlarmsAndMisses_CountRowByRow() =>
        Assert.Equal(40 / 53.0, DelayScorer.Sweep([Series.Of(100, [.. range, new(80, 89)], (50, 1), (10, 1), (11, 1), (70, 1))]).At(1), 12);

    /// <summary>Late alarms within a range are neither right nor false.</summary>
    [Fact]
    public void At_LateAlarms_AreNotFalse() =>
        Assert.Equal(1, DelayScorer.Sweep([Series.Of(100, range, (51, 1), (60, 1), (69, 1))]).At(1));

    /// <summary>A range of 20 found in one series, one of 10 missed in the other, with 2 false alarms: 2 · 20 / (22 + 30). Not the mean of two F1.</summary>
    [Fact]
    public void At_SeveralSeries_AreCountedTogether() =>
        Assert.Equal(40 / 52.0, DelayScorer.Sweep([Series.Of(100, range, (50, 1)), Series.Of(100, [new(80, 89)], (1, 1), (2, 1))]).At(1), 12);

    [Fact]
    public void Best_TakesTheThresholdThatPays()
    {
        // Without the false row at 0.4 the second range, at 0.3, isn't found.
        AtThreshold best = DelayScorer.Sweep([Series.Of(100, [.. range, new(80, 89)], (50, 0.5), (10, 0.4), (80, 0.3))]).Best();

        Assert.Equal(new AtThreshold(0.3, 60 / 61.0), best);
    }

    [Fact]
    public void Best_PerfectAndNull()
    {
        Assert.Equal(1, DelayScorer.Sweep([Series.Of(100, range).Perfect()]).Best().Value);
        Assert.Equal(2 * 20.0 / 120, DelayScorer.Sweep([Series.Of(100, range)]).Best().Value, 12);
        Assert.Equal(0, DelayScorer.Sweep([Series.Of(100, range)]).At(1));
        Assert.True(double.IsNaN(DelayScorer.Sweep([Series.Of(100, [])]).Best().Value));
        Assert.True(double.IsNaN(DelayScorer.Sweep([Series.Of(100, [])]).At(1)));
    }

    [Fact]
    public void At_AgainstTheDefinitionRowByRow_IsTheSame()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            ScoredSeries[] corpus = [Series.Random(seed), Series.Random(seed + 1)];
            F1Sweep sweep = DelayScorer.Sweep(corpus);
            double[] thresholds = [.. corpus.SelectMany(series => series.Scores).Append(2).Append(0.333)];

            Assert.All(thresholds, threshold => Assert.Equal(ByRows(corpus, threshold), sweep.At(threshold), 12));
            Assert.Equal(thresholds.Max(threshold => ByRows(corpus, threshold)), sweep.Best().Value, 12);
        }
    }

    [Fact]
    public void Best_OrderOfSeriesAndRisingMapOfScores_ChangeNothing()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            ScoredSeries[] corpus = [.. Enumerable.Range(seed, 4).Select(one => Series.Random(one))];
            double expected = DelayScorer.Sweep(corpus).Best().Value;

            Assert.Equal(expected, DelayScorer.Sweep(corpus.Reverse()).Best().Value);
            Assert.Equal(expected, DelayScorer.Sweep(corpus.Select(series => series.Map(score => score * score * score + 5))).Best().Value);
        }
    }

    [Fact]
    public void Best_AnAlarmRaisedAtARangesStart_NeverScoresLower()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            ScoredSeries series = Series.Random(seed);

            Assert.True(DelayScorer.Sweep([series.Raised(series.Ranges[0].First)]).Best().Value >= DelayScorer.Sweep([series]).Best().Value);
        }
    }

    [Fact]
    public void Before_CutsRowsAndRanges()
    {
        ScoredSeries half = Series.Of(100, [new(10, 12), .. range, new(80, 89)], (55, 1)).Before(60);

        Assert.Equal(60, half.Scores.Length);
        Assert.Equal([new(10, 12), new(50, 59)], half.Ranges);
    }

    private static double ByRows(ScoredSeries[] corpus, double threshold)
    {
        (double right, double wrong, double missed) = (0, 0, 0);
        foreach (ScoredSeries series in corpus)
        {
            bool[] alarms = [.. series.Scores.Select(score => score >= threshold)];
            foreach (LabelledRange labelled in series.Ranges)
            {
                bool isFound = alarms[labelled.First..Math.Min(labelled.First + 8, labelled.Last + 1)].Contains(true);
                (right, missed) = isFound ? (right + labelled.Length, missed) : (right, missed + labelled.Length);
                alarms.AsSpan(labelled.First, labelled.Length).Clear();
            }

            wrong += alarms.Count(alarm => alarm);
        }

        return 2 * right / (2 * right + wrong + missed);
    }
}
