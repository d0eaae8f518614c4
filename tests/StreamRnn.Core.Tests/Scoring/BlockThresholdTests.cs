using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class BlockThresholdTests
{
    // Any seed serves.
    private const int Seed = 5;
    private const int WarmUp = 4;

    [Theory]
    [InlineData(1)]
    [InlineData(0.01)]
    [InlineData(500)]
    public void EndBlock_ExponentialMaxima_FindTheirQuantileAndTheirMeanExcess(double mean)
    {
        var threshold = default(BlockThreshold);
        (double quantile, double excess) = Feed(ref threshold, 20_000, (_, random) => mean * Exponential(random), from: 2000);

        // 0.8 quantile ln 5 = 1.609 means, mean excess above it one mean: an exponential tail forgets where it began.
        Assert.Equal(1.609 * mean, quantile, 0.05 * mean);
        Assert.Equal(mean, excess, 0.1 * mean);
    }

    [Fact]
    public void EndBlock_AnyMaxima_AgreeWithTheNaiveTwin()
    {
        var threshold = default(BlockThreshold);
        var twin = new TwinThreshold(blockRows: 1, WarmUp, minExcess: 0.1);
        var random = new Random(Seed);
        for (int block = 0; block < 3000; block++)
        {
            double maximum = Exponential(random) * (block % 400 == 399 ? 1e5 : 1) * (block > 2000 ? 3 : 1);
            double exceeded = block == 0 ? 0 : threshold.Exceed(1.5);
            Assert.Equal(block == 0 ? 0 : (1.5 - twin.U) / twin.S, exceeded, 1e-9);
            threshold.Observe(maximum);
            threshold.Observe(maximum / 2);
            threshold.EndBlock(block, WarmUp, 0.1);
            twin.Step(maximum);
            Assert.Equal(twin.U, threshold.Threshold, 1e-9);
            Assert.Equal(twin.S, threshold.Excess, 1e-9);
        }
    }

    [Fact]
    public void EndBlock_RareHugeMaxima_HardlyMoveIt()
    {
        // One block of 500: every three weeks, at a reading a minute. Each counts as 8 excesses, and one of a hundred excesses is one of them.
        var without = default(BlockThreshold);
        var with = default(BlockThreshold);
        (double quantile, double excess) = Feed(ref without, 20_000, (_, random) => Exponential(random), from: 2000);
        (double moved, double widened) = Feed(ref with, 20_000, (block, random) => Exponential(random) * (block % 500 == 250 ? 1e6 : 1), from: 2000);

        Assert.InRange(moved - quantile, -0.01, 0.1);
        Assert.InRange(widened / excess, 1, 1.25);
    }

    [Fact]
    public void EndBlock_OneHugeMaximum_WidensTheExcessByAnEighthAtMost()
    {
        var threshold = default(BlockThreshold);
        Feed(ref threshold, 1000, (_, random) => Exponential(random), from: 900);
        (double quantile, double excess) = (threshold.Threshold, threshold.Excess);
        threshold.Observe(1e30);
        threshold.EndBlock(1000, WarmUp, 0.1);

        // s by 7/60 of itself, u by 0.8 (5/300 + 0.02) s.
        Assert.Equal(excess * (1 + (7 / 60.0)), threshold.Excess, 0.001 * excess);
        Assert.Equal(quantile + (0.8 * 0.03667 * excess), threshold.Threshold, 0.001 * excess);
    }

    [Fact]
    public void EndBlock_MaximaOfZero_LeaveTheSmallestExcess()
    {
        var threshold = default(BlockThreshold);
        for (int block = 0; block < 1000; block++)
        {
            threshold.Observe(0);
            threshold.EndBlock(block, WarmUp, 0.5);
        }

        Assert.Equal(0.5, threshold.Excess);
        Assert.InRange(threshold.Threshold, -0.1, 0.1);
    }

    /// <summary>Feeds maxima of blocks; what u and s were on average from a block on.</summary>
    private static (double Threshold, double Excess) Feed(ref BlockThreshold threshold, int blocks, Func<int, Random, double> maximum, int from)
    {
        var random = new Random(Seed);
        double quantiles = 0;
        double excesses = 0;
        for (int block = 0; block < blocks; block++)
        {
            threshold.Observe(maximum(block, random));
            threshold.EndBlock(block, WarmUp, 1e-3);
            quantiles += block >= from ? threshold.Threshold : 0;
            excesses += block >= from ? threshold.Excess : 0;
        }

        return (quantiles / (blocks - from), excesses / (blocks - from));
    }

    private static double Exponential(Random random) => -Math.Log(1 - random.NextDouble());
}
