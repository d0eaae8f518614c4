using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class AlarmDampingTests
{
    private const double Day = 1440;

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(1.5, 1.5)]
    [InlineData(15, 4.9539)]
    [InlineData(1500, 11.8616)]
    public void Observe_QuietStream_BelievesAnAlarmAndAboveOneAndAHalfItsLogarithm(double alarm, double believed) =>
        Assert.Equal(believed, default(AlarmDamping<double>).Observe(alarm, isBurst: true, Day), 1e-3);

    [Theory]
    [InlineData(5, 1.0)]
    [InlineData(9, 2.0)]
    [InlineData(13, 3.0)]
    public void Observe_AfterManyBursts_BelievesAsMuchLess(int bursts, double divisor)
    {
        var damping = default(AlarmDamping<double>);
        for (int burst = 0; burst < bursts; burst++)
        {
            Give(ref damping, 61, Day);
        }

        // Bursts fade by 1/e in five days: an hour apart by a tenth over all of these.
        Assert.Equal(1 / divisor, damping.Observe(1, true, Day), 0.12 / divisor);
    }

    [Fact]
    public void Observe_AlarmRowsWithinTheHour_CountAsOneBurst()
    {
        var damping = default(AlarmDamping<double>);
        for (int row = 0; row < 600; row++)
        {
            damping.Observe(1, row % 50 == 0, Day);
        }

        Assert.Equal(1, damping.Observe(1, true, Day));
    }

    [Fact]
    public void Observe_WeeksAfterManyBursts_BelievesInFullAgain()
    {
        var damping = default(AlarmDamping<float>);
        for (int burst = 0; burst < 40; burst++)
        {
            Give(ref damping, 61, Day);
        }

        Assert.InRange(damping.Observe(1, false, Day), 0.05, 0.2);
        for (int row = 0; row < 12 * Day; row++)
        {
            damping.Observe(0, false, Day);
        }

        Assert.Equal(1, damping.Observe(1, false, Day));
    }

    [Fact]
    public void Observe_StreamOfAThousandReadingsASecond_StillTellsBurstsApart()
    {
        // An hour is more readings than sixteen bits count.
        const double Fast = 86_400_000;
        var damping = default(AlarmDamping<double>);
        for (int burst = 0; burst < 13; burst++)
        {
            Give(ref damping, 70_000, Fast);
        }

        Assert.InRange(damping.Observe(1, true, Fast), 0.3, 0.36);
    }

    [Fact]
    public void Outdoes_LaterRows_MustBeHalfAsMuchAgainUntilWeeksHavePassed()
    {
        var damping = default(AlarmDamping<double>);
        Assert.False(damping.Outdoes(2, isRare: false, Day));
        Assert.True(damping.Outdoes(1, isRare: true, Day));
        Assert.False(damping.Outdoes(1.49, isRare: true, Day));
        Assert.True(damping.Outdoes(2.24, isRare: true, Day));
        Assert.False(damping.Outdoes(3.3, isRare: false, Day));
        Assert.False(damping.Outdoes(1.2, isRare: true, Day));

        // 2.24 fades by 1/e in thirty days: 1.5 times it is 1.24 then.
        for (int row = 0; row < 30 * Day; row++)
        {
            damping.Outdoes(0, isRare: false, Day);
        }

        Assert.False(damping.Outdoes(1.22, isRare: true, Day));
        Assert.True(damping.Outdoes(1.9, isRare: true, Day));
    }

    [Fact]
    public void Crosses_RisingAlarm_CountsOncePerRise()
    {
        var damping = default(AlarmDamping<double>);
        int crossings = 0;
        for (int row = 0; row < 200; row++)
        {
            // Two rises; within each the alarm falls below for less than 32 rows.
            double alarm = row % 100 is >= 40 and < 60 && row % 3 == 0 ? AlarmRate.CountedAlarm : 0.44;
            crossings += damping.Crosses(alarm) ? 1 : 0;
        }

        Assert.Equal(2, crossings);
    }

    /// <summary>A burst, then rows without an alarm.</summary>
    private static void Give<TReal>(ref AlarmDamping<TReal> damping, int rows, double rowsPerDay)
        where TReal : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<TReal>
    {
        damping.Observe(1, true, rowsPerDay);
        for (int row = 1; row < rows; row++)
        {
            damping.Observe(0, false, rowsPerDay);
        }
    }
}
