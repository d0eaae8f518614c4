using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class CalibratorsTests
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
        SingleCalibrator calibrator = new(new CalibratorOptions(quantile, 20_000), buffered);
        var random = new Random(Seed);
        double sum = 0;
        double threshold = 0;
        const int Rows = 40_000;
        for (int i = 0; i < Rows; i++)
        {
            double output = calibrator.Observe(-Math.Log(1 - random.NextDouble()));
            Assert.True(i >= CalibratorOptions.StartLength || output == 0);
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
        var options = new CalibratorOptions(0.5, 10_000);
        SingleCalibrator small = new(options, buffered);
        SingleCalibrator large = new(options, buffered);
        var random = new Random(Seed);
        for (int i = 0; i < 3000; i++)
        {
            double error = random.NextDouble() + 0.5;
            double expected = small.Observe(error);

            // A power of two scales without rounding; what remains is the absolute part of the least scale.
            Assert.Equal(expected, large.Observe(error * 1024), 2e-3 * (1 + expected));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Observe_OfFourSeries_GivesEachTheBitsItHasAlone(bool buffered)
    {
        CalibratorOptions options = new(0.5, 10_000);
        SingleCalibrator[] alone = [.. Enumerable.Range(0, 4).Select(_ => new SingleCalibrator(options, buffered))];
        float[] start = buffered ? new float[CalibratorOptions.StartBuffer] : [];
        var together = default(Calibrators<DoubleQuadruple>);
        var random = new Random(Seed);
        for (int i = 0; i < 3000; i++)
        {
            double[] errors = [random.NextDouble(), 0, 1e3 * random.NextDouble(), -Math.Log(1 - random.NextDouble())];
            DoubleQuadruple output = together.Observe(options, DoubleQuadruple.Of(errors[0], errors[1], errors[2], errors[3]), i, start);
            Assert.Equal(errors.Zip(alone, (error, one) => one.Observe(error)), Enumerable.Range(0, 4).Select(lane => output[lane]));
        }
    }

    [Fact]
    public void Observe_OfMoreExcessesThanAreCounted_HoldsTheCount()
    {
        // Every error lies above the last, so that each is an excess; a count that ran over would begin anew, and the scale would jump.
        SingleCalibrator calibrator = new(new CalibratorOptions(0.5, 10_000), buffered: false);
        double scale = 0;
        for (int i = 1; i < ushort.MaxValue + 3000; i++)
        {
            double error = calibrator.Threshold + calibrator.Scale + (i % 2);
            calibrator.Observe(error);
            Assert.True(i < 10_000 || Math.Abs(calibrator.Scale - scale) < 1e-3 * scale, $"the scale goes from {scale} to {calibrator.Scale} at {i}");
            scale = calibrator.Scale;
        }
    }
}
