using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>The parts in single precision beside the same parts in double.</summary>
public sealed class PrecisionTests
{
    private const int Rows = 4000;
    private const int Seed = 13;

    [Fact]
    public void Calibrators_InSinglePrecision_StayNearThoseInDouble()
    {
        var random = new Random(Seed);
        var wide = default(Calibrators<DoubleQuadruple>);
        var narrow = default(Calibrators<SingleQuadruple>);
        CalibratorOptions options = new(0.5, 10_000);
        double difference = 0;
        double sum = 0;
        for (int row = 0; row < Rows; row++)
        {
            double error = -Math.Log(1 - random.NextDouble());
            DoubleQuadruple expected = wide.Observe(options, DoubleQuadruple.Of(error, 2 * error, error * error, 0), row, default);
            SingleQuadruple actual = narrow.Observe(options, SingleQuadruple.Of(error, 2 * error, error * error, 0), row, default);
            for (int i = 0; i < 4; i++)
            {
                difference += Math.Abs(expected[i] - actual[i]);
                sum += expected[i];
            }
        }

        // An error within single precision of the threshold may fall on its other side, once in a long while.
        Assert.True(sum > Rows);
        Assert.True(difference < 1e-3 * sum, $"{difference} of {sum}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e6)]
    [InlineData(-1e12)]
    public void LeanFeature_ReadingsFarFromZero_NormalisesAsInDouble(double offset)
    {
        // In single precision alone nothing of a range of 20 would be left beside 1e12.
        double[] readings = Wave(offset);
        PartsRun lean = PartsRun.Over(StreamMemory.Lean, readings, SyntheticSeries.Times(Rows));
        double[] expected = LeanUnits.Normalised(readings);

        // Past the first rows, which lie far outside of a scale that is still to be found. A level far from 0 has a large one: x is small there.
        double furthest = expected.Zip(lean["x"], (r, l) => Math.Abs(r - l)).Skip(20).Max();
        double largest = expected.Skip(20).Max(Math.Abs);
        Assert.True(furthest < 3e-4 * largest, $"x differs by up to {furthest} of {largest}");
    }

    [Fact]
    public void LeanFeature_DistanceBeyondItsBound_CountsAsTheBound()
    {
        double[] far = new double[400];
        double[] farther = new double[400];
        far[300] = LeanFeature.MaxDistance;
        farther[300] = 1e30;
        PartsRun one = PartsRun.Over(StreamMemory.Lean, far, SyntheticSeries.Times(400));
        PartsRun other = PartsRun.Over(StreamMemory.Lean, farther, SyntheticSeries.Times(400));

        Assert.True(one["E"][300] > 1);
        foreach (string column in (string[])["x", "E", "alarm", "sharp", "score"])
        {
            Assert.All(one[column], said => Assert.True(double.IsFinite(said)));
            Assert.Equal(one[column], other[column]);
        }
    }

    private static double[] Wave(double offset)
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(0, Rows).Select(row => offset + (10 * Math.Sin(row * 0.02)) + random.NextDouble())];
    }
}
