using StreamRnn.Worker.Demo;

namespace StreamRnn.Worker.Tests.Demo;

public sealed class DemoTextTests
{
    [Theory]
    [InlineData(71.2345, "71.23")]
    [InlineData(-0.00001236, "-1.236E-05")]
    [InlineData(999.96, "1,000")]
    [InlineData(26_288.4, "26,288")]
    [InlineData(-999_999_999.4, "-999,999,999")]
    [InlineData(-999_999_999.6, "-1e+9")]
    [InlineData(-7.461e13, "-7.461e+13")]
    [InlineData(double.MaxValue, "1.798e+308")]
    public void Reading_AnyNumber_IsShortEnoughForItsColumn(double value, string expected)
    {
        Assert.Equal(expected, DemoText.Reading(value));
        Assert.True(expected.Length <= DemoText.MaxReadingWidth);
    }
}
