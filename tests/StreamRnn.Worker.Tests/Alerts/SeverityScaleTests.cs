using StreamRnn.Worker.Alerts;

namespace StreamRnn.Worker.Tests.Alerts;

public sealed class SeverityScaleTests
{
    [Theory]
    [InlineData(0.97, 1.0, "Info")]
    [InlineData(0.98999, 1.0, "Info")]
    [InlineData(0.99, 0.5, "Warning")]
    [InlineData(0.99, 0.4999, "Info")]
    [InlineData(0.999, 0.8, "Critical")]
    [InlineData(0.999, 0.7999, "Warning")]
    [InlineData(0.999999, 0.02, "Info")]
    [InlineData(0.999999, 0.0, "Info")]
    public void Of_ScoreAndConfidence_IsNeverMoreThanEitherAllows(double peakScore, double confidence, string severity) =>
        Assert.Equal(severity, SeverityScale.Of(peakScore, confidence).ToString());

    [Fact]
    public void Of_RisingScoreOrConfidence_NeverFalls()
    {
        double[] grid = [0, 0.4999, 0.5, 0.7999, 0.8, 0.97, 0.99, 0.9989, 0.999, 1];
        for (int i = 1; i < grid.Length; i++)
        {
            foreach (double other in grid)
            {
                Assert.True(SeverityScale.Of(grid[i], other) >= SeverityScale.Of(grid[i - 1], other));
                Assert.True(SeverityScale.Of(other, grid[i]) >= SeverityScale.Of(other, grid[i - 1]));
            }
        }
    }
}
