using StreamRnn.Benchmarks.Latency;

namespace StreamRnn.Benchmarks.Tests;

public sealed class LoadChoiceTests
{
    private readonly List<double> tried = [];

    [Theory]
    [InlineData(0.1, 1e-6)]
    [InlineData(0.3, 4e-6)]
    [InlineData(0.5, 2e-7)]
    public async Task FindAsync_UseThatGrowsByALine_ComesNearTheMostThatIsWanted(double idle, double perEvent)
    {
        double rate = await FindAsync(rate => Math.Min(1, idle + (perEvent * rate)), maxRate: 1e9);

        Assert.InRange(idle + (perEvent * rate), 0.6, LoadChoice.MaxUse);
        Assert.InRange(tried.Count, 1, 6);
    }

    [Fact]
    public async Task FindAsync_MachineThatBearsMoreThanIsWanted_StopsAtTheMost() =>
        Assert.Equal(500_000, await FindAsync(rate => 0.05 + (rate * 1e-7), maxRate: 500_000));

    [Fact]
    public async Task FindAsync_MachineThatIsBusyWithoutALoad_FindsNone()
    {
        Assert.Equal(0, await FindAsync(rate => 0.8 + (rate * 1e-7), maxRate: 1e6));
        Assert.All(tried, rate => Assert.True(rate > 0));
    }

    [Fact]
    public async Task FindAsync_FirstLoadsThatTakeTheWholeMachine_AreHalvedUntilOneDoesNot()
    {
        double rate = await FindAsync(rate => Math.Min(1, 0.1 + (rate * 3e-5)), maxRate: 1e9);

        Assert.InRange(0.1 + (rate * 3e-5), 0.6, LoadChoice.MaxUse);
        Assert.Equal([100_000, 50_000, 25_000], tried[..3]);
    }

    [Fact]
    public async Task FindAsync_UseThatDoesNotSettle_GivesTheLargestLoadThatWasLowEnough()
    {
        // What others do meanwhile: the second load seems to take all, the others nearly nothing.
        double rate = await FindAsync(rate => tried.Count == 2 ? 0.9 : 0.3, maxRate: 1e9);

        Assert.Equal(tried.Where((_, index) => index != 1).Max(), rate);
    }

    private Task<double> FindAsync(Func<double, double> use, double maxRate) => LoadChoice.FindAsync(100_000, maxRate, rate =>
    {
        tried.Add(rate);
        return Task.FromResult(use(rate));
    });
}
