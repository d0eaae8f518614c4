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
        Assert.Equal(-Reference.PDFLn(mean, Math.Exp(logScale), StudentT.DegreesOfFreedom, value), TwinStudentT.NegativeLogLikelihood(value, mean, logScale), 1e-12);

    [Theory]
    [InlineData(0.3, 0.1, -1)]
    [InlineData(-4, 2, 0.5)]
    [InlineData(12, -1, 3)]
    public void Gradient_AgreesWithFiniteDifferences(double value, double mean, double logScale)
    {
        // A central difference of step 1e-5 errs by about 1e-10.
        const double Step = 1e-5;
        (double byMean, double byLogScale) = TwinStudentT.Gradient(value, mean, logScale);
        double Loss(double m, double s) => TwinStudentT.NegativeLogLikelihood(value, m, s);
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
    public void Surprisal_AgreesWithTheDistributionFunction(double deviation)
    {
        double tail = 2 * Reference.CDF(0, 1, StudentT.DegreesOfFreedom, -Math.Abs(deviation));
        Assert.Equal(-Math.Log10(tail), StudentT.Surprisal(deviation), 1e-9);
    }

    [Fact]
    public void Surprisal_FarTail_FollowsThePowerLawAndStaysFinite()
    {
        // For large t the two-sided tail is 6 / t^4.
        Assert.Equal(40 - Math.Log10(6), StudentT.Surprisal(1e10), 1e-6);
        Assert.True(double.IsFinite(StudentT.Surprisal(double.PositiveInfinity)));
        Assert.True(double.IsFinite(StudentT.Surprisal(-1e300)));
    }

    // Bits recorded once, for the bounds that they make are printed and may not differ between machines. All are within 4e-16 of the quantiles
    // solved in sixty decimal digits.
    [Theory]
    [InlineData(0.001, 0.0013333338271608159)]
    [InlineData(0.5, 0.74069708411268276)]
    [InlineData(0.9, 2.1318467863266504)]
    [InlineData(0.95, 2.7764451051977939)]
    [InlineData(0.99, 4.604094871349992)]
    [InlineData(0.999, 8.610301581379273)]
    [InlineData(0.9999, 15.544100581546111)]
    [InlineData(0.999999, 49.4586367565786)]
    public void IntervalHalfWidth_AnyMass_HasTheRecordedBits(double mass, double expected) =>
        Assert.Equal(expected, StudentT.IntervalHalfWidth(mass));

    [Fact]
    public void IntervalHalfWidth_EveryMass_GrowsAndAgreesWithTheDistributionFunction()
    {
        double last = 0;
        for (double mass = 1e-3; mass < 1; mass += 1e-3)
        {
            double halfWidth = StudentT.IntervalHalfWidth(mass);
            Assert.True(halfWidth > last);
            Assert.Equal(1 - mass, 2 * Reference.CDF(0, 1, StudentT.DegreesOfFreedom, -halfWidth), 1e-13);
            last = halfWidth;
        }
    }

    [Theory]
    [InlineData(double.Epsilon)]
    [InlineData(1 - 1.2e-16)]
    public void IntervalHalfWidth_MassNextToItsLimits_IsFinite(double mass) => Assert.InRange(StudentT.IntervalHalfWidth(mass), 0, 20_000);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void IntervalHalfWidth_MassOutsideItsRange_IsRefused(double mass) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.IntervalHalfWidth(mass));
}
