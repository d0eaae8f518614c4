using StreamRnn.Worker.Evaluation;

namespace StreamRnn.Worker.Tests.Evaluation;

public sealed class HalvingTests
{
    /// <summary>FNV-1a's published values for 32 bits: 811c9dc5, e40c292c, e70c2de5, bf9cf968.</summary>
    [Theory]
    [InlineData("", "Judge")]
    [InlineData("a", "Tune")]
    [InlineData("b", "Judge")]
    [InlineData("foobar", "Tune")]
    public void HalfOf_IsTheParityOfTheNamesHash(string name, string half) => Assert.Equal(half, Halving.HalfOf(name).ToString());

    [Fact]
    public void Holds_EachHalfIsInItsScopeAndInAll()
    {
        Assert.True(SeriesScope.All.Holds(SeriesHalf.Tune) && SeriesScope.All.Holds(SeriesHalf.Judge));
        Assert.True(SeriesScope.Tune.Holds(SeriesHalf.Tune) && SeriesScope.Judge.Holds(SeriesHalf.Judge));
        Assert.False(SeriesScope.Tune.Holds(SeriesHalf.Judge) || SeriesScope.Judge.Holds(SeriesHalf.Tune));
    }
}
