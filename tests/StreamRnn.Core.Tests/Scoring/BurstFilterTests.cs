using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class BurstFilterTests
{
    [Fact]
    public void Observe_EvidenceThatRises_LetsOnlyTheRiseThrough()
    {
        var filter = default(BurstFilter<double>);
        Assert.Equal((0, false), Observe(ref filter, 1));
        Assert.Equal((2, true), Observe(ref filter, 2));

        // M goes up with what is held back: 2.3 is no more than 1.1 times 2.1.
        Assert.Equal((0, false), Observe(ref filter, 2.1));
        Assert.Equal((0, false), Observe(ref filter, 2.3));
        Assert.Equal((2.6, false), Observe(ref filter, 2.6));
        Assert.Equal((0, false), Observe(ref filter, 2));
    }

    [Theory]
    [InlineData(2, false, false)] // M is 2 still.
    [InlineData(3, true, false)] // 2 e^(-1/2) = 1.21: above the floor, so the burst is the same.
    [InlineData(4, true, true)] // 0.74: below it.
    public void Observe_AfterQuietRows_LetsThroughAgain(int quietRows, bool through, bool isNewBurst)
    {
        var filter = default(BurstFilter<double>);
        Observe(ref filter, 2);
        for (int row = 0; row < quietRows; row++)
        {
            Assert.Equal((0, false), Observe(ref filter, 0));
        }

        Assert.Equal((through ? 1.5 : 0, isNewBurst), Observe(ref filter, 1.5));
    }

    [Fact]
    public void Observe_RandomEvidence_AgreesWithTheNaiveTwin()
    {
        // Any seed serves.
        var random = new Random(3);
        var filter = default(BurstFilter<double>);
        var twin = new TwinBurst(1);
        int through = 0;
        for (int row = 0; row < 5000; row++)
        {
            double evidence = -Math.Log(1 - random.NextDouble());
            double expected = twin.Step(evidence);
            Assert.Equal(expected, filter.Observe(evidence, 1, out _), 12);
            through += expected > 0 ? 1 : 0;
        }

        Assert.InRange(through, 100, 4900);
    }

    private static (double Through, bool IsNewBurst) Observe(ref BurstFilter<double> filter, double evidence)
    {
        double through = filter.Observe(evidence, 1, out bool isNewBurst);
        return (through, isNewBurst);
    }
}
