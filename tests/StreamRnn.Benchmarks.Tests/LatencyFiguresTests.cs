using StreamRnn.Benchmarks.Brokers;
using StreamRnn.Benchmarks.Latency;

namespace StreamRnn.Benchmarks.Tests;

public sealed class LatencyFiguresTests
{
    // 200 alerts, a second apart, 5 ms each; two of them, the slowest hundredth, take 40 ms, of which the broker stands still for 30 in the one and not at all in the other.
    private static readonly LatencyFigures figures = new()
    {
        EventsPerSecond = 100_000,
        WorkerCores = 0.5,
        Processors = new ProcessorShares(0, 0.5, 1),
        Alerts = [.. Enumerable.Range(0, 200).Select(second => (second * 1000.0, (second * 1000.0) + (second is 50 or 60 ? 40 : 5)))],
        IsDrained = true,
        Start = 0,
        End = 200_000,
        Pauses = new BrokerPauses(["""[50035ms] Safepoint "G1CollectForAllocation", Total: 30000000 ns""", """[50500ms] Safepoint "Cleanup", Total: 50000000 ns"""]),
    };

    [Fact]
    public void Percentile_OfAllAlerts_CountsPausesIn()
    {
        Assert.Equal(5, figures.Percentile(50));
        Assert.Equal(40, figures.Percentile(99));
    }

    [Fact]
    public void Pauses_OfTheLoadAndOfTheSlowest_AreShares()
    {
        Assert.Equal(80.0 / 200_000, figures.PauseShare, 1e-12);
        Assert.Equal(50, figures.MaxPause);
        Assert.Equal(30.0 / 80, figures.PauseShareOfSlowest, 1e-12);
    }

    [Fact]
    public void PercentileWithoutPauses_LeavesOutWhatAPauseTouched()
    {
        Assert.Equal(40, figures.PercentileWithoutPauses(100));
        Assert.Equal(5, (figures with { Alerts = [.. figures.Alerts.Take(55)] }).PercentileWithoutPauses(100));
    }

    [Fact]
    public void Pauses_NotKnown_AreNotANumber()
    {
        LatencyFigures unknown = figures with { Pauses = null };

        Assert.Equal([double.NaN, double.NaN, double.NaN, double.NaN], [unknown.PauseShare, unknown.MaxPause, unknown.PauseShareOfSlowest, unknown.PercentileWithoutPauses(99)]);
        Assert.Equal(40, unknown.Percentile(99));
    }
}
