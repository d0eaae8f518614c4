using System.Globalization;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class DayKindsTests
{
    /// <summary>A first reading, another one, and whether that is of the first day of its kind. 2026-11-02 is a Monday; 1969-12-27 and 1964-02-29 are Saturdays.</summary>
    public static TheoryData<string, string, bool> Days => new()
    {
        { "2026-11-04T10:00", "2026-11-04T10:00", true },
        { "2026-11-04T10:00", "2026-11-05T09:59", true },
        { "2026-11-04T10:00", "2026-11-05T10:00", false },
        { "2026-11-04T10:00", "2026-11-06T23:59", false },
        { "2026-11-04T10:00", "2026-11-07T00:00", true },
        { "2026-11-04T10:00", "2026-11-07T23:59", true },
        { "2026-11-04T10:00", "2026-11-08T00:00", true },
        { "2026-11-04T10:00", "2026-11-08T23:59", true },
        { "2026-11-04T10:00", "2026-11-09T00:00", true },
        { "2026-11-04T10:00", "2026-11-09T23:59", true },
        { "2026-11-04T10:00", "2026-11-10T00:00", false },
        { "2026-11-04T10:00", "2026-11-14T12:00", false },
        { "2026-11-04T10:00", "2026-11-16T00:00", false },
        { "2026-11-07T10:00", "2026-11-08T09:00", true },
        { "2026-11-07T10:00", "2026-11-09T12:00", true },
        { "2026-11-07T10:00", "2026-11-10T12:00", false },
        { "2026-11-07T10:00", "2026-11-14T09:59", false },
        { "2026-11-02T00:00", "2026-11-02T23:59", true },
        { "2026-11-02T00:00", "2026-11-03T00:00", false },
        { "2026-11-02T00:00", "2026-11-09T12:00", true },
        { "1969-12-24T10:00", "1969-12-25T10:00", false },
        { "1969-12-24T10:00", "1969-12-27T00:00", true },
        { "1969-12-24T10:00", "1969-12-29T12:00", true },
        { "1969-12-24T10:00", "1969-12-30T00:00", false },
        { "1969-12-31T10:00", "1970-01-01T09:59", true },
        { "1969-12-31T10:00", "1970-01-01T10:00", false },
        { "1964-02-27T10:00", "1964-02-28T10:00", false },
        { "1964-02-27T10:00", "1964-02-29T23:59", true },
        { "1964-02-27T10:00", "1964-03-01T00:00", true },
    };

    [Theory]
    [MemberData(nameof(Days))]
    public void IsFirst_DatesByHand_TellsTheFirstDayOfEachKindAndTheFirstMondayAfterAWeekend(string first, string now, bool expected) =>
        Assert.Equal(expected, DayKinds.IsFirst(DayKinds.MinuteOf(Time(first)), Time(now)));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(59_999, 0)]
    [InlineData(60_000, 1)]
    [InlineData(-1, -1)]
    [InlineData(-60_000, -1)]
    [InlineData(-60_001, -2)]
    [InlineData(long.MaxValue, int.MaxValue)]
    [InlineData(long.MinValue, int.MinValue)]
    public void MinuteOf_AnyTime_IsTheMinuteThatItLiesIn(long time, int minute) => Assert.Equal(minute, DayKinds.MinuteOf(time));

    private static long Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
}
