namespace StreamRnn.Core.Tests.Streams;

/// <summary>Endless normal series of our own making, of every shape and scale of noise; the same in every run.</summary>
internal static class NoisySeries
{
    private static readonly Dictionary<string, Func<Random, Func<int, double>>> all = new()
    {
        ["sine, low noise"] = random => i => LaneRun.Wave(i) + (0.01 * Normal(random)),
        ["sine, medium noise"] = random => i => LaneRun.Wave(i) + Normal(random),
        ["sine, high noise"] = random => i => LaneRun.Wave(i) + (100 * Normal(random)),
        ["daily pattern"] = random => i => 40 + (10 * Math.Sin(i * 2 * Math.PI / Day)) + (4 * Math.Sin(i * 4 * Math.PI / Day)) + Normal(random),
        ["noise around a far level"] = random => _ => 1e6 + Normal(random),
        ["white noise"] = random => _ => 100 + Normal(random),
        ["tiny noise"] = random => _ => 1e-6 * Normal(random),
        ["autoregressive"] = random => Autoregressive(random, 0.95),
        ["random walk"] = random => Autoregressive(random, 1),
        ["Laplace"] = random => _ => Laplace(random),
        ["uniform"] = random => _ => random.NextDouble(),
        ["skewed (exponential)"] = random => _ => -Math.Log(1 - random.NextDouble()),
        ["quiet and loud days"] = random => i => (i / Day % 2 == 0 ? 1 : 5) * Normal(random),
        ["noise grows with the level"] = random => i => (1.2 + Math.Sin(i * 2 * Math.PI / Day)) * (10 + Normal(random)),
        ["counts of about 3"] = random => _ => Poisson(random, 3),
        ["counts of about 200"] = random => _ => Poisson(random, 200),
        ["bursts of rare spikes"] = random => _ => random.NextDouble() < 0.05 ? 50 + Normal(random) : 0.1 * Normal(random),
        ["on and off"] = random => _ => random.NextDouble() < 0.3 ? 1 : 0,
        ["constant"] = _ => _ => 7.25,
    };

    /// <summary>Readings of a day, five minutes apart.</summary>
    public const int Day = 288;

    public static IEnumerable<string> Names => all.Keys;

    /// <summary>The readings in their order: the i-th, asked for once each.</summary>
    public static Func<int, double> Of(string name, int seed) => all[name](new Random(seed));

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public static int Poisson(Random random, double mean)
    {
        // Sums of exponential gaps, so that no large power underflows.
        int count = -1;
        for (double left = mean; left >= 0; left += Math.Log(1 - random.NextDouble()))
        {
            count++;
        }

        return count;
    }

    private static double Laplace(Random random)
    {
        double u = random.NextDouble() - 0.5;
        return -Math.Sign(u) * Math.Log(1 - (2 * Math.Abs(u)));
    }

    private static Func<int, double> Autoregressive(Random random, double memory)
    {
        double level = 0;
        return _ => level = (memory * level) + Normal(random);
    }
}
