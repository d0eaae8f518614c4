using StreamRnn.Worker.Configuration.Values;

namespace StreamRnn.Worker.Tests.Configuration;

public sealed class WrittenValueTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("30s", 30_000)]
    [InlineData("10m", 600_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("30d", 2_592_000_000)]
    [InlineData("0s", 0)]
    public void Duration_Written_IsRead(string text, long milliseconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("10")]
    [InlineData("-1s")]
    [InlineData("1 h")]
    [InlineData("1H")]
    [InlineData("1e3s")]
    [InlineData("1.d")]
    [InlineData("٣s")]
    public void Duration_NotWrittenAsOne_IsRefused(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("11000000d")]
    [InlineData("10675199d10675199d")]
    [InlineData("1000000000000000000d")]
    [InlineData("1s99999999999999999999999999999999999999999999999999ms")]
    public void Duration_LongerThanCanBeCounted_IsTheLongest(string text)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.MaxValue, duration);
    }

    [Theory]
    [InlineData("512B", 512)]
    [InlineData("64KiB", 65_536)]
    [InlineData("1.5MiB", 1_572_864)]
    [InlineData("1 GiB", 1_073_741_824)]
    [InlineData("10MB", 10_000_000)]
    [InlineData("10mb", 10_000_000)]
    public void ByteSize_Written_IsRead(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out ByteSize size));
        Assert.Equal(bytes, size.Bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("64")]
    [InlineData("MiB")]
    [InlineData("-1KiB")]
    [InlineData("1TiB")]
    [InlineData("InfinityGiB")]
    [InlineData("NaNB")]
    [InlineData("1\u212AiB")]
    public void ByteSize_NotWrittenAsOne_IsRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData("8589934592GiB")]
    [InlineData("9223372036854775808B")]
    [InlineData("79228162514264337593543950336KiB")]
    public void ByteSize_LargerThanCanBeCounted_IsTheLargest(string text)
    {
        Assert.True(ByteSize.TryParse(text, out ByteSize size));
        Assert.Equal(long.MaxValue, size.Bytes);
    }

    [Theory]
    [InlineData("1500ms")]
    [InlineData("90m")]
    [InlineData("1h")]
    [InlineData("30d")]
    [InlineData("0s")]
    public void Duration_Formatted_IsAsWritten(string text)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan duration));
        Assert.Equal(text, Duration.Format(duration));
    }

    [Theory]
    [InlineData("0B")]
    [InlineData("1000B")]
    [InlineData("1536KiB")]
    [InlineData("1GiB")]
    public void ByteSize_Formatted_IsAsWritten(string text)
    {
        Assert.True(ByteSize.TryParse(text, out ByteSize size));
        Assert.Equal(text, size.ToString());
    }
}
