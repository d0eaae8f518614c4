using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class DenseScoreTests
{
    [Fact]
    public void Observe_LastingEvidenceThatEnds_IsHeldForAWhileByHalf()
    {
        var score = default(DenseScore<double>);
        Assert.Equal(135.0 / (135 + 90), score.Observe(90, 0), 12);
        for (int row = 1; row < 1000; row++)
        {
            double held = 45 * Math.Exp(-row / 128.0);
            Assert.Equal(held / (held + 90), score.Observe(0, 0), 12);
        }
    }

    [Fact]
    public void Observe_SharpEvidence_AddsWhatExceedsTwoAndAHalfWhereItRises()
    {
        var score = default(DenseScore<double>);
        Assert.Equal(0, score.Observe(0, 2.4));
        Assert.Equal(1.5, score.Observe(0, 4), 12);
        Assert.Equal(0, score.Observe(0, 4.3), 12);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(500, 4)]
    [InlineData(1500, 6)]
    public void Lasting_YoungStream_CountsForLess(long rows, double expected) => Assert.Equal(expected, LastingEvidence.After(8, rows), 12);

    [Fact]
    public void Of_EvidenceWithoutBound_StaysBelowOne()
    {
        Assert.Equal(0.5, Saturation.Of(0.25, 0.25));
        Assert.InRange(Saturation.Of(1e300, 1), 0.9, Math.BitDecrement(1.0));
    }
}
