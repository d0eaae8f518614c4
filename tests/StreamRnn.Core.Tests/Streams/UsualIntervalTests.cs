using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class UsualIntervalTests
{
    private const long Minute = 60_000;
    private const long Day = 1440 * Minute;
    private const long Start = 1_769_860_800_000;

    /// <summary>2048 codes to an octave, and a mean stops where a sixteenth of what is missing is less than half of one.</summary>
    private const double Tolerance = 0.005;

    private UsualInterval interval;
    private long reached = Start;
    private long gaps;

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(Minute)]
    [InlineData(Day)]
    [InlineData(20 * Day)]
    public void Observe_EvenGaps_GivesTheGap(long gap)
    {
        Give(gap, 100);

        Assert.InRange(interval.Milliseconds / gap, 1 - Tolerance, 1 + Tolerance);
        Assert.InRange(interval.LongestMilliseconds / gap, 1 - Tolerance, 1 + Tolerance);
    }

    [Fact]
    public void Observe_GapOfAWeek_HardlyMovesIt()
    {
        Give(Minute, 100);
        Give(7 * Day, 1);

        Assert.InRange(interval.Milliseconds, Minute, 1.2 * Minute);
        Assert.InRange(interval.LongestMilliseconds, 2.9 * Minute, 3.1 * Minute);
    }

    [Fact]
    public void Observe_GapsThatVary_KnowsTheLongOnesAfterAFew()
    {
        for (int i = 0; i < 6; i++)
        {
            Give(Minute, 30);
            Give(100 * Minute, 1);
        }

        Assert.InRange(interval.LongestMilliseconds, 99 * Minute, 101 * Minute);
        Assert.InRange(interval.Milliseconds, Minute, 1.5 * Minute);
    }

    [Fact]
    public void Observe_LongGapLongAgo_IsForgotten()
    {
        Give(Minute, 100);
        Give(3 * Minute, 1);
        Give(Minute, (int)(UsualInterval.HalfLifeDays * 1440));

        Assert.InRange(interval.LongestMilliseconds, 1.4 * Minute, 1.6 * Minute);
    }

    [Fact]
    public void Observe_ShorterGaps_FollowsSlowly()
    {
        Give(Minute, 100);
        Give(Minute / 6, 100);

        Assert.InRange(interval.Milliseconds, Minute / 6, 1.02 * (Minute / 6));
    }

    [Fact]
    public void Observe_TimeThatStandsOrGoesBack_LeavesItAsItIs()
    {
        Give(Minute, 10);
        UsualInterval before = interval;

        interval.Observe(reached, reached, 11);
        interval.Observe(reached, reached - Day, 12);
        interval.Observe(long.MinValue, reached, 13);

        Assert.Equal(before, interval);
    }

    [Fact]
    public void Observe_TimesAtTheEndsOfLong_StaysWithinItsRange()
    {
        interval.Observe(long.MinValue + 1, long.MaxValue, 1);
        interval.Observe(long.MinValue + 1, long.MaxValue, 2);

        Assert.Equal(1L << 31, interval.Milliseconds);
        Assert.Equal(1L << 31, interval.LongestMilliseconds);
    }

    [Fact]
    public void EventCount_BeyondItsRange_GoesOnWithTheSameRemainders()
    {
        RowHeader header = default;
        header.EventCount = uint.MaxValue - 1L;
        for (long count = uint.MaxValue; count < uint.MaxValue + 100L; count++)
        {
            header.EventCount++;

            Assert.True(header.EventCount > 1_000_000, "an established stream stays one");
            Assert.All([4, 12, 16, 4 * 512, 12 * 512], scale => Assert.Equal(count % scale, header.EventCount % scale));
        }
    }

    private void Give(long gap, int times)
    {
        for (; times > 0; times--)
        {
            interval.Observe(reached, reached + gap, ++gaps);
            reached += gap;
        }
    }
}
