using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class OnsetFilterTests
{
    [Fact]
    public void Observe_OfALastingEvent_EmitsItOnce()
    {
        var filter = default(OnsetFilter<double>);
        Assert.Equal(1, filter.Observe(1));
        for (int i = 0; i < 500; i++)
        {
            Assert.Equal(0, filter.Observe(1));
        }
    }

    [Fact]
    public void Observe_OfAStrongerEvent_EmitsItDampedByTheOneBefore()
    {
        var filter = default(OnsetFilter<double>);
        filter.Observe(1);
        Assert.Equal(0, filter.Observe(1.39));

        // The sum of recent events, 1, has decayed for two rows.
        Assert.Equal(2 / (1 + (0.4 * Math.Exp(-2.0 / 500))), filter.Observe(2), 12);
    }

    [Theory]
    [InlineData(80, false)]
    [InlineData(95, true)]
    public void Observe_OfASecondEvent_EmitsItOnlyAfterTheHold(int quietRows, bool emitted)
    {
        var filter = default(OnsetFilter<double>);
        filter.Observe(1);
        for (int i = 0; i < quietRows; i++)
        {
            filter.Observe(0);
        }

        Assert.Equal(emitted, filter.Observe(1) > 0);
    }
}
