using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Tests.Evaluation.Scorers;

public sealed class PointScorerTests
{
    private static readonly ScoredSeries four = new([0.9, 0.8, 0.7, 0.1], [new(0, 0), new(2, 2)]);

    /// <summary>At 0.9: recall 1/2, precision 1. At 0.7: recall 1, precision 2/3. 1/2 · 1 + 1/2 · 2/3.</summary>
    [Fact]
    public void AveragePrecision_ByHand() => Assert.Equal(5 / 6.0, PointScorer.Sweep([four]).AveragePrecision(), 12);

    /// <summary>At 0.9: 2/3. At 0.8: 2/4. At 0.7: 4/5. At 0.1: 4/6.</summary>
    [Fact]
    public void Best_ByHand() => Assert.Equal(new AtThreshold(0.7, 0.8), PointScorer.Sweep([four]).Best());

    [Fact]
    public void AveragePrecision_EqualScores_AreOneStep()
    {
        // Whatever the order of equal rows: all four at once are precision 1/2.
        Assert.Equal(0.5, PointScorer.Sweep([four.Map(_ => 3)]).AveragePrecision(), 12);
        Assert.Equal(2 / 3.0, PointScorer.Sweep([four.Map(_ => 3)]).Best().Value, 12);
    }

    [Fact]
    public void AveragePrecision_PerfectAndNothingLabelled()
    {
        Assert.Equal(1, PointScorer.Sweep([four.Perfect()]).AveragePrecision(), 12);
        Assert.True(double.IsNaN(PointScorer.Sweep([four with { Ranges = [] }]).AveragePrecision()));
    }

    [Fact]
    public void AveragePrecision_RisingMapOfScores_ChangesNothing()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            ScoredSeries series = Series.Random(seed);
            Assert.Equal(PointScorer.Sweep([series]).AveragePrecision(), PointScorer.Sweep([series.Map(Math.Exp)]).AveragePrecision());
        }
    }
}
