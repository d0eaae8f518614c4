using StreamRnn.Core.Numerics;
using StreamRnn.Worker.Fleet.Processes;

namespace StreamRnn.Worker.Tests.Fleet.Processes;

public sealed class RandomDrawsTests
{
    private const int Draws = 40_000;

    /// <summary>Mean and variance of a Poisson number are its rate; the bounds are six standard errors.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(12)]
    [InlineData(49.9)]
    [InlineData(50)]
    [InlineData(2000)]
    public void Poisson_ManyDraws_HaveItsMeanAndVariance(double rate)
    {
        var random = new SplitMix64(1);
        double[] counts = [.. Enumerable.Range(0, Draws).Select(_ => random.Poisson(rate))];
        double mean = counts.Average();
        double variance = counts.Average(count => (count - mean) * (count - mean));

        Assert.Equal(rate, mean, 6 * Math.Sqrt(rate / Draws) + 1e-12);
        Assert.Equal(rate, variance, 6 * Math.Sqrt((rate + 2 * rate * rate) / Draws) + 0.09);
        Assert.All(counts, count => Assert.True(count >= 0 && count == Math.Floor(count)));
    }

    [Fact]
    public void Normal_ManyDraws_HaveMean0AndDeviation1()
    {
        var random = new SplitMix64(2);
        double[] values = [.. Enumerable.Range(0, Draws).Select(_ => random.Normal())];

        Assert.Equal(0, values.Average(), 6 / Math.Sqrt(Draws));
        Assert.Equal(1, values.Average(value => value * value), 6 * Math.Sqrt(2.0 / Draws));
        Assert.Equal(0.0455, values.Count(value => Math.Abs(value) > 2) / (double)Draws, 0.006);
    }

    [Fact]
    public void LogUniform_ManyDraws_HalveAtTheGeometricMean()
    {
        var random = new SplitMix64(3);
        double[] values = [.. Enumerable.Range(0, Draws).Select(_ => random.LogUniform(0.01, 100))];

        Assert.All(values, value => Assert.InRange(value, 0.01, 100));
        Assert.Equal(0.5, values.Count(value => value < 1) / (double)Draws, 3 / Math.Sqrt(Draws));
    }
}
