using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class RecordEvidenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Observe_OfASpike_IsLedByTheReadingWithItsSide(int side)
    {
        RecordEvidence records = Fed(400);
        RecordSum sum = records.Observe(side * 3, double.NaN, 400);
        Assert.Equal(Evidence.Reading, sum.Leading);
        Assert.Equal(side, sum.Direction);
        Assert.InRange(Math.Abs(sum.Overshoot), 0.9, 1.1);
    }

    [Fact]
    public void Observe_OfReadingsThatStayHighWithinTheirRange_IsLedByAnAverage()
    {
        RecordEvidence records = Fed(400);
        RecordSum sum = default;
        for (int i = 0; i < 30; i++)
        {
            sum = records.Observe(0.9, double.NaN, 400 + i);
            Assert.NotEqual(Evidence.Reading, sum.Leading);
        }

        Assert.True(sum.Leading is Evidence.FastAverage or Evidence.SlowAverage);
        Assert.Equal(1, sum.Direction);
    }

    [Fact]
    public void Observe_OfUsualReadingsAtAnUnusualTime_IsLedByTheDailyResidual()
    {
        RecordEvidence records = Fed(400);
        RecordSum sum = default;
        for (int i = 400; i < 460; i++)
        {
            sum = records.Observe(Math.Sin(i), -2, i);
        }

        Assert.Equal(Evidence.DailyResidual, sum.Leading);
        Assert.Equal(1, sum.Direction);
    }

    private static RecordEvidence Fed(int rows)
    {
        var records = default(RecordEvidence);
        for (int i = 0; i < rows; i++)
        {
            records.Observe(Math.Sin(i), Math.Sin(i) * 0.9, i);
        }

        return records;
    }
}
