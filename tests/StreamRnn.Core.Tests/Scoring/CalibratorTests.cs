using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class CalibratorTests
{
    private const int Seed = 3;

    [Theory]
    [InlineData(0.5, true, 0.6931)]
    [InlineData(0.5, false, 0.6931)]
    [InlineData(0.95, true, 2.9957)]
    [InlineData(0.95, false, 2.9957)]
    public void Observe_OfExponentialErrors_FindsTheirQuantileAndMeanExcess(
        double quantile, bool buffered, double expectedThreshold)
    {
        var shape = new CalibratorShape(quantile, 20_000);
        var calibrator = default(Calibrator);
        float[] start = buffered ? new float[CalibratorShape.StartLength] : [];
        var random = new Random(Seed);
        double sum = 0;
        double threshold = 0;
        const int Rows = 40_000;
        for (int i = 0; i < Rows; i++)
        {
            double output = calibrator.Observe(shape, -Math.Log(1 - random.NextDouble()), start);
            Assert.True(i >= CalibratorShape.StartLength || output == 0);
            sum += output;
            threshold += calibrator.Threshold / Rows;
        }

        // The excess of exponential errors over any threshold is exponential with the same mean, 1. The threshold's step is 2 % of it for good, so it wanders.
        Assert.InRange(threshold, expectedThreshold - 0.1, expectedThreshold + 0.1);
        Assert.InRange(calibrator.Scale, 0.9, 1.1);
        Assert.InRange(sum / Rows / (1 - quantile), 0.9, 1.1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Observe_OfErrorsInAnotherUnit_GivesTheSameMultiples(bool buffered)
    {
        var shape = new CalibratorShape(0.5, 10_000);
        var small = default(Calibrator);
        var large = default(Calibrator);
        float[] smallStart = buffered ? new float[CalibratorShape.StartLength] : [];
        float[] largeStart = buffered ? new float[CalibratorShape.StartLength] : [];
        var random = new Random(Seed);
        for (int i = 0; i < 3000; i++)
        {
            double error = random.NextDouble() + 0.5;
            double expected = small.Observe(shape, error, smallStart);

            // A power of two scales without rounding; what remains is the absolute part of the least scale.
            Assert.Equal(expected, large.Observe(shape, error * 1024, largeStart), 2e-3 * (1 + expected));
        }
    }
}
