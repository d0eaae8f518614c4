using StreamRnn.Core.Networks;
using Reference = MathNet.Numerics.Distributions.StudentT;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Tests.Numerics;

public sealed class StudentTTests
{
    [Theory]
    [InlineData(0.3, 0.1, -1)]
    [InlineData(-4, 2, 0.5)]
    [InlineData(12, -1, 3)]
    [InlineData(1, 1, 0)]
    public void NegativeLogLikelihood_AgreesWithTheDistributionsDensity(double value, double mean, double logScale) =>
        Assert.Equal(-Reference.PDFLn(mean, Math.Exp(logScale), StudentT.DegreesOfFreedom, value), StudentT.NegativeLogLikelihood(value, mean, logScale), 1e-12);

    [Theory]
    [InlineData(0.3, 0.1, -1)]
    [InlineData(-4, 2, 0.5)]
    [InlineData(12, -1, 3)]
    public void Gradient_AgreesWithFiniteDifferences(double value, double mean, double logScale)
    {
        // A central difference of step 1e-5 errs by about 1e-10.
        const double Step = 1e-5;
        (double byMean, double byLogScale) = StudentT.Gradient(value, mean, logScale);
        double Loss(double m, double s) => StudentT.NegativeLogLikelihood(value, m, s);
        Assert.Equal((Loss(mean + Step, logScale) - Loss(mean - Step, logScale)) / (2 * Step), byMean, 1e-8);
        Assert.Equal((Loss(mean, logScale + Step) - Loss(mean, logScale - Step)) / (2 * Step), byLogScale, 1e-8);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    [InlineData(-0.7)]
    [InlineData(2)]
    [InlineData(-9)]
    [InlineData(60)]
    public void TailSurprise_AgreesWithTheDistributionFunction(double deviation)
    {
        double tail = 2 * Reference.CDF(0, 1, StudentT.DegreesOfFreedom, -Math.Abs(deviation));
        Assert.Equal(-Math.Log10(tail), StudentT.Surprisal(deviation), 1e-9);
    }

    [Fact]
    public void TailSurprise_FarTail_FollowsThePowerLawAndStaysFinite()
    {
        // For large t the two-sided tail is 6 / t^4.
        Assert.Equal(40 - Math.Log10(6), StudentT.Surprisal(1e10), 1e-6);
        Assert.True(double.IsFinite(StudentT.Surprisal(double.PositiveInfinity)));
        Assert.True(double.IsFinite(StudentT.Surprisal(-1e300)));
    }

    [Theory]
    [InlineData(0.5, 0.740697)]
    [InlineData(0.95, 2.776445)]
    [InlineData(0.99, 4.604095)]
    public void IntervalHalfWidth_GivesTheTablesQuantiles(double mass, double expected) =>
        Assert.Equal(expected, StudentT.IntervalHalfWidth(mass), 1e-5);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void IntervalHalfWidth_MassOutsideItsRange_IsRefused(double mass) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.IntervalHalfWidth(mass));
}
