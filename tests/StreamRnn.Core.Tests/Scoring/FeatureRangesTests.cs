using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class FeatureRangesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Observe_OfASpike_IsLedByTheReadingWithItsSide(int side)
    {
        FeatureRanges<DoubleQuadruple> ranges = Fed(400);
        RangeEvidence sum = ranges.Observe(side * 3, double.NaN, 0, 400);
        Assert.Equal(Evidence.Reading, sum.Leading);
        Assert.Equal(side, sum.Direction);
        Assert.InRange(Math.Abs(sum.Overshoot), 0.9, 1.1);
    }

    [Fact]
    public void Observe_OfReadingsThatStayHighWithinTheirRange_IsLedByAnAverage()
    {
        FeatureRanges<DoubleQuadruple> ranges = Fed(400);
        RangeEvidence sum = default;
        for (int i = 0; i < 30; i++)
        {
            sum = ranges.Observe(0.9, double.NaN, 0, 400 + i);
            Assert.NotEqual(Evidence.Reading, sum.Leading);
        }

        Assert.True(sum.Leading is Evidence.FastAverage or Evidence.SlowAverage);
        Assert.Equal(1, sum.Direction);
    }

    [Fact]
    public void Observe_OfUsualReadingsAtAnUnusualTime_IsLedByTheDailyResidual()
    {
        FeatureRanges<DoubleQuadruple> ranges = Fed(400);
        RangeEvidence sum = default;
        for (int i = 400; i < 460; i++)
        {
            sum = ranges.Observe(Math.Sin(i), -2, 0, i);
        }

        Assert.Equal(Evidence.DailyResidual, sum.Leading);
        Assert.Equal(1, sum.Direction);
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
