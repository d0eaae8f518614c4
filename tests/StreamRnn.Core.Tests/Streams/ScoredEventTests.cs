using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class ScoredEventTests
{
    [Theory]
    [InlineData(2.0, 5.0, 0.0, 7.0)]
    [InlineData(12.0, 5.0, 7.0, 10.0)]
    [InlineData(5.0, 1.0, 4.0, 6.0)]
    [InlineData(-3.0, 1.0, -4.0, -2.0)]
    [InlineData(13.0, 1.0, 12.0, 14.0)]
    public void Bound_RangeThatWasLeft_EndsWithReadingsUnlessItLiesBeyondThem(double middle, double reach, double lower, double upper)
    {
        // A reading of 0 below a floor of 0 would else lie within a range from 0 to 0 that it left.
        var scored = new ScoredEvent(1);
        scored.Explain(0, 0, new BlockJudgement { Alarm = 1, Evidence = Evidence.ForecastError, Middle = middle, Reach = reach }, [1.0]);
        scored.Bound(0, 0, 10);

        Assert.Equal((lower, upper), (scored.Lower[0], scored.Upper[0]));
    }

    [Fact]
    public void Explain_EvidenceWithoutARange_SaysNoRangeAndNoSide()
    {
        var scored = new ScoredEvent(2);
        scored.Explain(1, 5, new BlockJudgement { Alarm = 3, Evidence = Evidence.Stuck, Measure = 40, UsualMeasure = 2 }, [1.0, 3.0]);
        scored.Bound(1, 0, 10);

        Assert.Equal((Evidence.Stuck, 1, 0), (scored.LeadingEvidence, scored.LeadingFeature, scored.Direction));
        Assert.Equal((double.NaN, double.NaN), (scored.Lower[1], scored.Upper[1]));
        Assert.Equal([0.25, 0.75], scored.Attribution.ToArray());
    }
}
