using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Tests.Evaluation.Scorers;

public sealed class IncidentSweepTests
{
    private const long Minute = 60_000;

    /// <summary>Two anomalies, rows 10 to 12 and 20 to 22; each row is half an hour.</summary>
    private static readonly LabelledRange[] finds = [new(10, 12), new(20, 22)];

    [Fact]
    public void At_ByHand()
    {
        // False at 0.5: rows 1, 2 and 3 are one incident, each half an hour after the last; row 11 finds, row 20 finds at 0.4 only.
        IncidentSweep sweep = Sweep((1, 0.5), (2, 0.9), (3, 0.5), (11, 0.6), (20, 0.4));

        Assert.Equal(0.5, sweep.FoundAt(0.5));
        Assert.Equal(0.5, sweep.FalseAt(0.5));
        Assert.Equal(0.5, sweep.FalseAt(0.6));
        Assert.Equal(0, sweep.FalseAt(0.91));
        Assert.Equal(1, sweep.FoundAt(0.4));
        Assert.Equal(0, sweep.FoundAt(0.7));
    }

    [Theory]
    [InlineData(0, double.PositiveInfinity, 0)]
    [InlineData(0.49, double.PositiveInfinity, 0)]
    [InlineData(0.5, 0.4, 1)]
    [InlineData(1, 0.4, 1)]
    public void Best_ByHand(double maxFalse, double threshold, double found) =>
        Assert.Equal(new AtThreshold(threshold, found), Sweep((1, 0.5), (2, 0.9), (3, 0.5), (11, 0.6), (20, 0.4)).Best(maxFalse));

    [Fact]
    public void Best_PerfectSilentAndNothingToFind()
    {
        Assert.Equal(new AtThreshold(0.7, 1), Sweep((11, 0.8), (20, 0.7)).Best(0));
        Assert.Equal(new AtThreshold(double.PositiveInfinity, 0), Sweep().Best(1));
        Assert.True(double.IsNaN(new IncidentSweep([PagedSeries.Of([0.5], [0], [], _ => true, 1)]).FoundAt(0.5)));
        Assert.True(double.IsNaN(new IncidentSweep([PagedSeries.Of([0.5], [0], [], _ => true, 0)]).FalseAt(0.5)));
    }

    [Fact]
    public void Of_WindowWithoutRows_IsNeverFound()
    {
        PagedSeries series = PagedSeries.Of([1, 1, 1], [0, 1, 2], [new(2, 1), new(2, 9)], _ => false, 1);

        Assert.Equal([double.NegativeInfinity, 1], series.Peaks);
    }

    /// <summary>The best of all thresholds that there are, tried one by one, against the one that is found.</summary>
    [Fact]
    public void Best_AgainstEveryThreshold_IsTheSame()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            PagedSeries[] corpus = [.. Enumerable.Range(0, 3).Select(_ => RandomSeries(random))];
            var sweep = new IncidentSweep(corpus);
            double[] thresholds = [.. corpus.SelectMany(series => series.Peaks.Concat(series.FreeScores)).Where(score => score > 0).Distinct()];
            foreach (double bound in (double[])[0, 0.1, 0.3, 1, 5])
            {
                double expected = thresholds.Where(threshold => sweep.FalseAt(threshold) <= bound).Select(sweep.FoundAt).DefaultIfEmpty(0).Max();
                Assert.Equal(expected, sweep.Best(bound).Value);
            }
        }
    }

    private static IncidentSweep Sweep(params (int Row, double Score)[] alarms)
    {
        double[] scores = new double[48];
        foreach ((int row, double score) in alarms)
        {
            scores[row] = score;
        }

        long[] times = [.. Enumerable.Range(0, scores.Length).Select(row => row * 30 * Minute)];
        return new IncidentSweep([PagedSeries.Of(scores, times, finds, row => row < 9, days: 2)]);
    }

    private static PagedSeries RandomSeries(Random random)
    {
        double[] scores = [.. Enumerable.Range(0, 300).Select(_ => random.Next(10) < 8 ? 0 : random.Next(1, 20) / 20.0)];
        long[] times = [.. Enumerable.Range(0, scores.Length).Select(row => row * 7 * Minute)];
        LabelledRange[] finds = [.. Enumerable.Range(0, random.Next(1, 6)).Select(place => new LabelledRange(place * 50, place * 50 + 3))];
        return PagedSeries.Of(scores, times, finds, row => row % 50 > 10, days: 1.5);
    }
}
