using StreamRnn.Worker.Evaluation;

namespace StreamRnn.Worker.Tests.Evaluation;

public sealed class FigureOverSeedsTests
{
    /// <summary>1, 2 and 6: mean 3, squares 4, 1 and 9, half of their sum 7.</summary>
    [Fact]
    public void Of_SeveralSeeds_HasMeanAndSpread()
    {
        FigureOverSeeds joined = FigureOverSeeds.Of([Figure.Ratio("x", 1), Figure.Ratio("x", 2), Figure.Ratio("x", 6)]);

        Assert.Equal(3, joined.Mean);
        Assert.Equal(Math.Sqrt(7), joined.Deviation, 12);
        Assert.Equal("3.000 ±2.646", joined.Text);
    }

    [Fact]
    public void Of_EqualSeeds_HasNoSpread()
    {
        FigureOverSeeds joined = FigureOverSeeds.Of([.. Enumerable.Repeat(Figure.Score("x", 60.0794801), 5)]);

        Assert.Equal((60.0794801, 0.0), (joined.Mean, joined.Deviation));
        Assert.Equal("60.08", joined.Text);
    }

    [Fact]
    public void Of_OneSeedOrNoNumber_HasNoSpread()
    {
        Assert.Equal("71.05", FigureOverSeeds.Of([Figure.Score("x", 71.051)]).Text);
        Assert.Equal("", FigureOverSeeds.Of([Figure.Score("x", double.NaN), Figure.Score("x", double.NaN)]).Text);
    }
}
