using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Tests.Evaluation.Scorers;

public sealed class SeriesPeriodTests
{
    [Theory]
    [InlineData(24)]
    [InlineData(96)]
    [InlineData(288)]
    public void Of_AWave_IsItsPeriod(int period) => Assert.Equal(period, SeriesPeriod.Of(Wave(5000, period)));

    [Fact]
    public void Of_NoPeriod_IsTheUsualOne()
    {
        Assert.Equal(125, SeriesPeriod.Of(new double[1000]));
        Assert.Equal(125, SeriesPeriod.Of([.. Enumerable.Range(0, 1000).Select(row => (double)row)]));
        Assert.Equal(125, SeriesPeriod.Of([1, 2]));
        Assert.Equal(125, SeriesPeriod.Of([]));
    }

    /// <summary>The reference takes lags of 6 to 303.</summary>
    [Theory]
    [InlineData(303, 303)]
    [InlineData(304, 125)]
    [InlineData(390, 125)]
    public void Of_TooLongAPeriod_IsTheUsualOne(int period, int expected) => Assert.Equal(expected, SeriesPeriod.Of(Pulses(20_000, period)));

    [Fact]
    public void Of_MissingReadings_StandAtTheMean()
    {
        double[] readings = Wave(5000, 48);
        for (int row = 10; row < readings.Length; row += 100)
        {
            readings[row] = double.NaN;
        }

        Assert.Equal(48, SeriesPeriod.Of(readings));
    }

    private static double[] Wave(int rows, int period) => [.. Enumerable.Range(0, rows).Select(row => Math.Sin(2 * Math.PI * row / period))];

    private static double[] Pulses(int rows, int period) => [.. Enumerable.Range(0, rows).Select(row => row % period == 0 ? 1.0 : 0.0)];
}
