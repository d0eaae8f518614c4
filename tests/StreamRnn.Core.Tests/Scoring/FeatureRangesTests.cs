using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class FeatureRangesTests
{
    /// <summary>What one range says of a reading that lies its whole width beyond it: 1 / (1 + 0.1).</summary>
    private const double WholeWidth = 1 / 1.1;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Observe_OfASpike_IsFarBeyondTheRangeOfReadingsOnEitherSide(int side)
    {
        // Readings within ±1 and a spike at ±3; the averages of 400 sines move too little to leave theirs by much.
        FeatureRanges<DoubleQuadruple> ranges = Fed(400);
        double reading = ranges.Observe(side * 3, double.NaN, 0, 400);
        Assert.InRange(reading, WholeWidth - 0.05, 3);
        Assert.True(ranges.Observe(0, double.NaN, 0, 401) < reading - (WholeWidth / 2), "the reading's own share lasts one row");
    }

    [Fact]
    public void Observe_OfReadingsThatStayHighWithinTheirRange_IsEvidenceOnceTheirAverageIsHigh()
    {
        FeatureRanges<DoubleQuadruple> ranges = Fed(400);
        double first = ranges.Observe(0.9, double.NaN, 0, 400);
        double sum = 0;
        for (int i = 1; i < 30; i++)
        {
            sum = Math.Max(sum, ranges.Observe(0.9, double.NaN, 0, 400 + i));
        }

        // Two averages at most: neither the reading nor the residual has left its range.
        Assert.InRange(first, 0, 0.5);
        Assert.InRange(sum, first + 0.5, 2);
    }

    [Fact]
    public void Observe_OfUsualReadingsAtAnUnusualTime_IsEvidenceOfTheDailyResidual()
    {
        FeatureRanges<DoubleQuadruple> usual = Fed(400);
        FeatureRanges<DoubleQuadruple> unusual = Fed(400);
        double gained = 0;
        for (int i = 400; i < 460; i++)
        {
            double without = usual.Observe(Math.Sin(i), Math.Sin(i) * 0.9, 0, i);
            gained = Math.Max(gained, unusual.Observe(Math.Sin(i), -2, 0, i) - without);
        }

        Assert.InRange(gained, 0.5, 1);
    }

    private static FeatureRanges<DoubleQuadruple> Fed(int rows)
    {
        var ranges = default(FeatureRanges<DoubleQuadruple>);
        for (int i = 0; i < rows; i++)
        {
            ranges.Observe(Math.Sin(i), Math.Sin(i) * 0.9, 0, i);
        }

        return ranges;
    }
}
