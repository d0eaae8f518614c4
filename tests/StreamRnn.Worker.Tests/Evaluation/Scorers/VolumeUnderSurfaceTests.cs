using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Tests.Evaluation.Scorers;

public sealed class VolumeUnderSurfaceTests
{
    /// <summary>
    /// Without a buffer and with as many thresholds as ranks, 250 rows: labelled the first two, scored first and third. Recall at the first row is 1/2
    /// with precision 1, at the third 1 with precision 2/3.
    /// </summary>
    [Fact]
    public void Of_NoBuffer_IsTheAreaUnderThePlainCurve()
    {
        double[] scores = [.. Enumerable.Range(0, 250).Select(row => 250.0 - row)];
        (scores[1], scores[2]) = (scores[2], scores[1]);

        (double precisionRecall, double receiver) = VolumeUnderSurface.Of(new ScoredSeries(scores, [new(0, 1)]), 0);

        Assert.Equal(0.5 + 0.5 * 2 / 3, precisionRecall, 12);
        // One of 248 rows comes before the last labelled one, half of the labels' way up.
        Assert.Equal(1 - 0.5 / 248, receiver, 12);
    }

    /// <summary>
    /// A labelled row 5 of 250, buffers 0 to 2: with the widest, rows 4 and 6 have the label sqrt(1/2). The alarm at row 4 comes first, then all others in order.
    /// Buffers 0 and 1 reach no row: 5 comes second of the ranks, precision 1/2.
    /// </summary>
    [Fact]
    public void Of_SmallBuffer_ByHand()
    {
        double[] scores = [.. Enumerable.Range(0, 250).Select(row => 0.5 - row / 1000.0)];
        (scores[4], scores[5]) = (1, 0.9);
        double half = Math.Sqrt(0.5);

        (double precisionRecall, double _) = VolumeUnderSurface.Of(new ScoredSeries(scores, [new(5, 5)]), 2);

        // First rank: 0.7071 right of one alarm, of 1 + 0.3536 positives. Second: 1.7071 of two, of 1.3536 positives: all.
        double first = half / (1 + half / 2);
        double widest = first * half + (1 - first) * (1 + half) / 2;
        Assert.Equal((0.5 + 0.5 + widest) / 3, precisionRecall, 12);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(64)]
    [InlineData(251)]
    public void Of_AgainstTheDefinition_IsTheSame(int rows)
    {
        for (int seed = 0; seed < 12; seed++)
        {
            ScoredSeries series = Series.Random(seed, rows);
            int widest = new Random(seed).Next(60);

            (double precisionRecall, double receiver) = VolumeUnderSurface.Of(series, widest);
            (double expected, double expectedReceiver) = VolumeByDefinition.Of(series, widest);

            Assert.Equal(expected, precisionRecall, 12);
            Assert.Equal(expectedReceiver, receiver, 12);
        }
    }

    [Fact]
    public void Of_PerfectScores_AreNearOneAndReversedOnesNearNothing()
    {
        ScoredSeries perfect = Series.Of(2000, [new(700, 799), new(1200, 1299)]).Perfect();

        Assert.InRange(VolumeUnderSurface.Of(perfect, 0).PrecisionRecall, 0.999, 1);
        Assert.InRange(VolumeUnderSurface.Of(perfect, 100).PrecisionRecall, 0.85, 1);
        Assert.InRange(VolumeUnderSurface.Of(perfect.Map(score => -score), 0).PrecisionRecall, 0, 0.11);
        Assert.InRange(VolumeUnderSurface.Of(perfect.Map(score => -score), 0).Receiver, 0, 0.06);
    }

    [Fact]
    public void Of_OneScoreForAllRows_IsTheShareOfLabels()
    {
        (double precisionRecall, double receiver) = VolumeUnderSurface.Of(Series.Of(1000, [new(100, 199)]), 0);

        Assert.Equal(0.1, precisionRecall, 12);
        Assert.Equal(0.5, receiver, 12);
    }

    [Fact]
    public void Of_NothingOrEverythingLabelled_IsNotANumber()
    {
        Assert.True(double.IsNaN(VolumeUnderSurface.Of(Series.Of(100, []), 5).PrecisionRecall));
        Assert.True(double.IsNaN(VolumeUnderSurface.Of(Series.Of(100, [new(0, 99)]), 5).Receiver));
    }

    [Fact]
    public void Of_RisingMapOfScores_ChangesNothing()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            ScoredSeries series = Series.Random(seed);
            Assert.Equal(VolumeUnderSurface.Of(series, 40), VolumeUnderSurface.Of(series.Map(score => Math.Exp(score) - 9), 40));
        }
    }

    [Fact]
    public void Of_LabelledRowsRaisedOneByOne_NeverScoreLower()
    {
        // All scores differ and there are as many thresholds as rows, so that a rise changes nothing but the order.
        ScoredSeries series = new([.. Enumerable.Range(0, 250).Select(row => (row * 97 % 250) / 250.0)], [new(100, 119)]);
        (double best, double bestReceiver) = (0, 0);
        for (int row = 100; row < 120; row++)
        {
            double[] scores = [.. series.Scores];
            scores[row] = 2 + row;
            series = series with { Scores = scores };
            (double precisionRecall, double receiver) = VolumeUnderSurface.Of(series, 30);

            Assert.True(precisionRecall >= best - 1e-12 && receiver >= bestReceiver - 1e-12);
            (best, bestReceiver) = (precisionRecall, receiver);
        }
    }
}
