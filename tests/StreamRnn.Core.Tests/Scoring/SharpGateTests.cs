using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class SharpGateTests
{
    [Theory]
    [InlineData(4, 0, 0, 0)] // A stream's first row.
    [InlineData(4, 0, 3000, 2)]
    [InlineData(4, 0, 9000, 3)]
    [InlineData(4, 0.6, 3000, 1)]
    [InlineData(65, 1.2, 3000, 0.5)] // 2^6 + 1
    [InlineData(0, 0, 3000, 0)]
    public void Pass_KnownEvidence_IsGatedByPredictabilityAndAge(double sharp, double residue, long rows, double expected) =>
        Assert.Equal(expected, SharpGate.Pass(sharp, residue, rows), 12);

    [Fact]
    public void Pass_NothingPredicted_IsFiniteAndCloses() => Assert.Equal(0, SharpGate.Pass(6, 1e300, 1_000_000));
}
