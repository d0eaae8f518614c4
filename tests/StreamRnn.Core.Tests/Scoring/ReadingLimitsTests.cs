using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class ReadingLimitsTests
{
    private int seen;

    [Fact]
    public void Observe_ExtremeVisitedFiveTimes_IsALimit()
    {
        var limits = default(ReadingLimits);
        for (int visit = 0; visit < 5; visit++)
        {
            Assert.Equal(double.PositiveInfinity, limits.Ceiling);
            Give(ref limits, 100, 100, 97 - visit);
        }

        Assert.Equal(100, limits.Ceiling);
        Assert.Equal(double.NegativeInfinity, limits.Floor);
    }

    [Fact]
    public void Observe_OneLongVisit_IsNoLimit()
    {
        var limits = default(ReadingLimits);
        for (int i = 0; i < 1000; i++)
        {
            Give(ref limits, 7);
        }

        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (limits.Floor, limits.Ceiling));
    }

    [Fact]
    public void Observe_LimitPassed_IsLiftedAtOnceAndTheNextTakesLonger()
    {
        var limits = default(ReadingLimits);
        Visit(ref limits, 0, 5);
        Assert.Equal(0, limits.Floor);

        Give(ref limits, -1, 5);
        Assert.Equal(double.NegativeInfinity, limits.Floor);

        Visit(ref limits, -1, 18);
        Assert.Equal(double.NegativeInfinity, limits.Floor);
        Visit(ref limits, -1, 1);
        Assert.Equal(-1, limits.Floor);
    }

    private void Visit(ref ReadingLimits limits, double extreme, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Give(ref limits, extreme, 5);
        }
    }

    private void Give(ref ReadingLimits limits, params ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            limits.Observe(value, seen++);
        }
    }
}
