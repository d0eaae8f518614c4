using StreamRnn.Worker.Demo;

namespace StreamRnn.Worker.Tests.Demo;

public sealed class SparklineTests
{
    [Theory]
    [InlineData(new double[] { 0, 1, 2, 3, 4, 5, 6, 7 }, "▁▂▃▄▅▆▇█")]
    [InlineData(new double[] { 5, 5, 5 }, "▁▁▁")]
    [InlineData(new double[] { 1, double.NaN, 2 }, "▁ █")]
    [InlineData(new double[] { -1e308, 1e308 }, "▁█")]
    [InlineData(new double[] { }, "")]
    public void Draw_Values_SpanTheBlocksFromLowestToHighest(double[] values, string expected) =>
        Assert.Equal(expected, Sparkline.Draw(values, unicode: true));

    [Fact]
    public void Draw_TerminalWithoutUnicode_UsesAsciiOnly() =>
        Assert.All(Sparkline.Draw([0, 1, 2, 3], unicode: false), character => Assert.True(char.IsAscii(character)));
}
