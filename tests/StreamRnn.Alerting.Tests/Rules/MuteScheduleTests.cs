using System.Globalization;
using StreamRnn.Alerting.Rules;

namespace StreamRnn.Alerting.Tests.Rules;

public sealed class MuteScheduleTests
{
    private static readonly MuteSchedule Nights = new()
    {
        Weekly = [new WeeklySpan([DayOfWeek.Friday, DayOfWeek.Saturday], TimeSpan.FromHours(22), TimeSpan.FromHours(6))],
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
    };

    [Theory]
    [InlineData("2026-01-30T20:59:59.999Z", false)] // Friday, 21:59:59.999 in Berlin
    [InlineData("2026-01-30T21:00:00Z", true)]
    [InlineData("2026-01-31T04:59:59.999Z", true)]
    [InlineData("2026-01-31T05:00:00Z", false)]
    [InlineData("2026-02-01T04:59:59Z", true)] // Sunday morning belongs to Saturday's span
    [InlineData("2026-02-01T22:00:00Z", false)]
    [InlineData("2026-07-31T19:59:59.999Z", false)] // in summer an hour earlier
    [InlineData("2026-07-31T20:00:00Z", true)]
    public void Contains_WeeklySpan_GoesByTheZonesWallClock(string time, bool isMuted) =>
        Assert.Equal(isMuted, Nights.Contains(Milliseconds(time)));

    [Theory]
    [InlineData("2026-01-30T23:59:59.999Z", false)]
    [InlineData("2026-01-31T00:00:00Z", true)]
    [InlineData("2026-01-31T23:59:59.999Z", true)]
    [InlineData("2026-02-01T00:00:00Z", false)]
    public void Contains_WholeDay_EndsAtMidnight(string time, bool isMuted) =>
        Assert.Equal(isMuted, new MuteSchedule { Weekly = [new WeeklySpan([DayOfWeek.Saturday], TimeSpan.Zero, TimeSpan.FromDays(1))] }.Contains(Milliseconds(time)));

    [Fact]
    public void Contains_SpanThatComesOnce_IsWithoutItsEnd()
    {
        var maintenance = new MuteSchedule { Once = [new OneTimeSpan(1000, 2000)] };

        Assert.Equal([false, true, true, false], new long[] { 999, 1000, 1999, 2000 }.Select(maintenance.Contains));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void Contains_AnyTime_IsMutedAlwaysAndNeverByNever(long time)
    {
        Assert.True(new MuteSchedule { IsAlways = true }.Contains(time));
        Assert.False(MuteSchedule.Never.Contains(time));
        Nights.Contains(time);
    }

    private static long Milliseconds(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
