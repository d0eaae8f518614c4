using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class PatternThresholdTests
{
    // Any seed serves.
    private const int Seed = 9;
    private const int Blocks = 4000;

    [Fact]
    public void Observe_FirstTwentyBlocks_SayNothing()
    {
        var threshold = default(PatternThreshold);
        for (int row = 0; row < PatternThreshold.WarmUpBlocks * PatternThreshold.BlockRows; row++)
        {
            Assert.Equal(0, threshold.Observe(1 + (row % 7 * 100)));
        }

        // Maxima of 601 in every block: the spacing is the smallest, 1e-3 + 1e-3 · 601, and n = 1.
        Assert.Equal((1000 - 601) / 0.602 / 6, threshold.Observe(1000), 1e-9);
    }

    [Fact]
    public void Observe_ExponentialMaxima_CountsFromTheirMedianInTheirMeans()
    {
        var threshold = default(PatternThreshold);
        (double median, double spacing) = Feed(ref threshold, (_, random) => 3 * Exponential(random));

        // Quantiles 3 ln 2 and 3 ln 5, which lie 3 ln 2.5 apart.
        Assert.Equal(3 * Math.Log(2), median, 0.15);
        Assert.Equal(3, spacing, 0.2);
    }

    [Fact]
    public void Observe_RareHugeMaxima_DontMoveIt()
    {
        var without = default(PatternThreshold);
        var with = default(PatternThreshold);
        (double median, double spacing) = Feed(ref without, (_, random) => Exponential(random));
        (double moved, double widened) = Feed(ref with, (block, random) => Exponential(random) * (block % 100 == 50 ? 1e9 : 1));

        Assert.Equal(median, moved, 0.03);
        Assert.InRange(widened / spacing, 0.95, 1.1);
    }

    [Fact]
    public void Observe_AnyEvidence_AgreesWithANaiveTwin()
    {
        var threshold = default(PatternThreshold);
        var random = new Random(Seed);
        List<double> first = [];
        double u = 0, w = 0, maximum = 0;
        for (int row = 0; row < 300 * 64; row++)
        {
            int blocks = row / 64;
            double evidence = Exponential(random) * (row > 10_000 ? 4 : 1);
            double spacing = Math.Max((w - u) / Math.Log(2.5), 1e-3 + (1e-3 * u));
            double n = blocks - 19;
            Assert.Equal(n > 0 ? (evidence - u) / spacing * n / (n + 5) : 0, threshold.Observe(evidence), 1e-6);
            maximum = Math.Max(maximum, evidence);
            if (row % 64 != 63)
            {
                continue;
            }

            if (blocks < 20)
            {
                first.Add(maximum);
                first.Sort();
                (u, w) = (first[first.Count * 9 / 20], first[first.Count * 15 / 20]);
            }
            else
            {
                double step = spacing * ((5 * Math.Max(1.0 / (blocks + 1), 1 / 300.0)) + 0.02);
                u += maximum > u ? step / 2 : -step / 2;
                w += maximum > w ? 0.8 * step : -0.2 * step;
            }

            maximum = 0;
        }
    }

    /// <summary>Feeds blocks of one maximum each; what u and s were on average over the last three quarters, told by what two rows that nobody takes in would say.</summary>
    private static (double Median, double Spacing) Feed(ref PatternThreshold threshold, Func<int, Random, double> maximum)
    {
        var random = new Random(Seed);
        double medians = 0;
        double spacings = 0;
        for (int block = 0; block < Blocks; block++)
        {
            for (int row = 0; row < PatternThreshold.BlockRows; row++)
            {
                threshold.Observe(row == 30 ? maximum(block, random) : 0);
            }

            if (block >= Blocks / 4)
            {
                double ramp = (block - 18) / (block - 13.0);
                double atZero = Peek(threshold, 0) / ramp;
                double spacing = 1 / ((Peek(threshold, 1) / ramp) - atZero);
                medians += -atZero * spacing;
                spacings += spacing;
            }
        }

        return (medians / (Blocks * 3 / 4), spacings / (Blocks * 3 / 4));
    }

    private static double Peek(PatternThreshold copy, double evidence) => copy.Observe(evidence);

    private static double Exponential(Random random) => -Math.Log(1 - random.NextDouble());
}
