using StreamRnn.Benchmarks.Brokers;

namespace StreamRnn.Benchmarks.Tests;

public sealed class BrokerPausesTests
{
    // As Java 17 writes them, the last one cut off.
    private static readonly BrokerPauses pauses = new(
    [
        """[1000ms] Safepoint "Cleanup", Time since last: 1124482534 ns, Reaching safepoint: 2514 ns, Cleanup: 77615 ns, At safepoint: 941 ns, Total: 5000000 ns""",
        """[2000ms] Safepoint "G1CollectForAllocation", Time since last: 683762765 ns, Reaching safepoint: 2944 ns, Cleanup: 63714 ns, At safepoint: 25136063 ns, Total: 20500000 ns""",
        "Picked up JAVA_TOOL_OPTIONS: -Xms512m",
        """[3000ms] Safepoint "G1Pause""",
    ]);

    [Theory]
    [InlineData(0, 4000, 25.5)]
    [InlineData(997, 999, 2)]
    [InlineData(990, 997, 2)]
    [InlineData(1000, 1979, 0)]
    [InlineData(1990, 2500, 10)]
    public void Between_TwoMoments_SumsWhatLiesWithin(double from, double to, double expected) =>
        Assert.Equal(expected, pauses.Between(from, to), 1e-9);

    [Fact]
    public void MaxBetween_TwoMoments_IsTheLongestPartWithin()
    {
        Assert.Equal(20.5, pauses.MaxBetween(0, 4000), 1e-9);
        Assert.Equal(5, pauses.MaxBetween(0, 1979), 1e-9);
        Assert.Equal(0, pauses.MaxBetween(2500, 4000));
    }
}
