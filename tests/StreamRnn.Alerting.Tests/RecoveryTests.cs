using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests;

/// <summary>What is the end of a fault, and what a new anomaly.</summary>
public sealed class RecoveryTests
{
    /// <summary>From below, where 64.2 to 76.0 was expected: with its slack 58.3 to 81.9.</summary>
    private static readonly Exceedance Opening = Of("pump", 0, Noon);

    [Theory]
    [InlineData(58.4, 1, true)]
    [InlineData(81.8, 1, true)]
    [InlineData(58.2, 1, false)]
    [InlineData(82.0, 1, false)]
    [InlineData(70, -1, false)]
    [InlineData(70, 0, false)]
    [InlineData(double.NaN, 1, false)]
    public void Ends_AReading_OnlyBackInTheRangeFromTheOtherSide(double actual, int direction, bool ends) =>
        Assert.Equal(ends, Recovery.Ends(Opening, Opening, Opening with { Actual = [actual], Direction = direction }));

    [Theory]
    [InlineData(double.NaN, 76)]
    [InlineData(double.NegativeInfinity, 76)]
    [InlineData(64, double.PositiveInfinity)]
    public void Ends_NoRangeWasExpected_IsNever(double lower, double upper) =>
        Assert.False(Recovery.Ends(Opening with { Lower = [lower], Upper = [upper] }, Opening, Opening.BackInRange()));

    [Fact]
    public void Ends_AnotherFeatureLeads_IsNever()
    {
        Exceedance opening = Opening with { Actual = Twice(1, 1), Expected = Twice(70, 70), Lower = Twice(64, 64), Upper = Twice(76, 76), Attribution = Twice(1, 0) };

        Assert.True(Recovery.Ends(opening, opening, opening with { Actual = Twice(70, 70), Direction = 1 }));
        Assert.False(Recovery.Ends(opening, opening, opening with { Actual = Twice(70, 70), Direction = 1, LeadingFeature = 1 }));
    }
}
