using System.Text;
using StreamRnn.Worker.Detect;

namespace StreamRnn.Worker.Tests.Detect;

public sealed class ReadingTimeTests
{
    [Theory]
    [InlineData("2026-01-31T12:00:00Z", 1_769_860_800_000)]
    [InlineData("2026-01-31T12:00:00", 1_769_860_800_000)]
    [InlineData("2026-01-31 12:00:00", 1_769_860_800_000)]
    [InlineData("2026-01-31t12:00:00z", 1_769_860_800_000)]
    [InlineData("2026-01-31T12:00", 1_769_860_800_000)]
    [InlineData("2026-01-31T13:30:00+01:30", 1_769_860_800_000)]
    [InlineData("2026-01-31 07:00:00-05:00", 1_769_860_800_000)]
    [InlineData("2026-01-31T12:00:00.123Z", 1_769_860_800_123)]
    [InlineData("2026-01-31T12:00:00.123999999Z", 1_769_860_800_124)]
    [InlineData("2026-01-31", 1_769_817_600_000)]
    [InlineData("1769860800", 1_769_860_800_000)]
    [InlineData("1769860800.25", 1_769_860_800_250)]
    [InlineData("1.7698608e9", 1_769_860_800_000)]
    [InlineData("1769860800000", 1_769_860_800_000)]
    [InlineData("99999999999", 99_999_999_999_000)]
    [InlineData("100000000000", 100_000_000_000)]
    [InlineData("0", 0)]
    [InlineData("-1", -1000)]
    [InlineData("0001-01-01", -62_135_596_800_000)]
    public void TryParse_ATime_GivesUnixMilliseconds(string text, long milliseconds)
    {
        Assert.True(ReadingTime.TryParse(Encoding.UTF8.GetBytes(text), out long time));
        Assert.Equal(milliseconds, time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("01/02/2026")]
    [InlineData("31.01.2026 12:00")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-01-31T25:00:00Z")]
    [InlineData("2026-01-31x12:00:00")]
    [InlineData("2026-01-31T12:00:00Zulu")]
    [InlineData("2026-1-31")]
    [InlineData("1769860800000000")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e308")]
    [InlineData("2026-01-31T12:00:00\u00A0Z")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(ReadingTime.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
