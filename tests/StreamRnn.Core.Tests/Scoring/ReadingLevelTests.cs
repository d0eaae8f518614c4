using StreamRnn.Core.Scoring;
using StreamRnn.Core.Tests.Streams;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class ReadingLevelTests
{
    // Any seed serves.
    private const int Seed = 11;
    private const int Settled = 5000;

    [Fact]
    public void Observe_AnySeries_AgreesWithTheNaiveTwin()
    {
        var random = new Random(Seed);
        var level = default(ReadingLevel<double>);
        var single = default(ReadingLevel<float>);
        var twin = new TwinLevel();
        for (int i = 0; i < Settled; i++)
        {
            double value = 20 + NoisySeries.Normal(random) + (i % 700 == 699 ? 1e6 : 0) + (i > 3000 ? 15 : 0);
            level.Observe(value, 0, i);
            single.Observe(value, 0, i);
            twin.Add(value);
            Assert.Equal(twin.Level, level.Level, 1e-9);
            Assert.Equal(twin.Scale, level.Scale, 1e-9);
            Assert.Equal(twin.Level, single.Level, 0.01);
            Assert.Equal(twin.Scale, single.Scale, 0.01);
        }
    }

    [Theory]
    [InlineData(1e6)]
    [InlineData(-1e30)]
    public void Observe_HundredWildReadingsOnEnd_WidenTheScaleByTwoFifthsAtMost(double wild)
    {
        var level = Fed(Settled, 100, out _);
        (double before, double scale) = (level.Level, level.Scale);
        for (int i = 0; i < 100; i++)
        {
            level.Observe(wild, 0, Settled + i);
        }

        // (1 + 10/3000)^100 = 1.395 times the scale, and the level moves by 0.4 times what that adds.
        Assert.Equal(1.395 * scale, level.Scale, 0.01 * scale);
        Assert.InRange(Math.Abs(level.Level - before), 0.1 * scale, 0.2 * scale);
    }

    [Theory]
    [InlineData(130, 8000)]
    [InlineData(1e6, 11_000)]
    [InlineData(-1e12, 15_000)]
    public void Observe_NewLevelHoweverFar_IsReachedWithinSomeThousandReadings(double to, int readings)
    {
        // The scale grows by e in 300 readings until the level is near; then the level follows at 1/3000.
        var level = Fed(Settled, 100, out Random random);
        for (int i = 0; i < readings; i++)
        {
            level.Observe(to + NoisySeries.Normal(random), 0, Settled + i);
        }

        Assert.Equal(to, level.Level, 0.1 * Math.Abs(to - 100));
        Assert.InRange(level.Scale, 0, 0.2 * Math.Abs(to - 100));
    }

    [Fact]
    public void Observe_ConstantReadings_LeaveAScaleAboveZero()
    {
        var level = default(ReadingLevel<double>);
        var relative = default(ReadingLevel<float>);
        for (int i = 0; i < 20_000; i++)
        {
            level.Observe(-500, 0, i);
            relative.Observe(0, -500, i);
        }

        Assert.Equal((-500, 0), (level.Level, relative.Level));
        Assert.Equal(1e-6 + 0.05, level.Scale, 1e-12);
        Assert.Equal(level.Scale, relative.Scale, 1e-6);
    }

    [Fact]
    public void Observe_ZerosAfterASmallReading_EndAtZero()
    {
        var level = default(ReadingLevel<double>);
        for (int i = 0; i < 200_000; i++)
        {
            level.Observe(i == 0 ? 1e-20 : 0, 0, Math.Max(i, 1));
        }

        Assert.Equal(0, level.Level);
    }

    [Fact]
    public void Limit_ReadingsFromTheTwentyFirstOn_CountAsAtMostSoManyScales()
    {
        var level = Fed(20, 100, out _);
        Assert.Equal(1e6, level.Limit(1e6, 20, 19));
        Assert.Equal(level.Level + (20 * level.Scale), level.Limit(1e6, 20, 20));
        Assert.Equal(level.Level - (3 * level.Scale), level.Limit(-1e6, 3, 20));
        Assert.Equal(level.Level + level.Scale, level.Limit(level.Level + level.Scale, 3, 20));
        Assert.Equal(10 * level.Scale, level.LimitedDistance(1e6, 80));
        Assert.Equal(-10 * level.Scale, level.LimitedDistance(-1e6, 80));
        Assert.Equal(0.5, level.LimitedDistance(80.5, 80));
    }

    private static ReadingLevel<double> Fed(int readings, double around, out Random random)
    {
        random = new Random(Seed);
        var level = default(ReadingLevel<double>);
        for (int i = 0; i < readings; i++)
        {
            level.Observe(around + NoisySeries.Normal(random), 0, i);
        }

        return level;
    }
}
