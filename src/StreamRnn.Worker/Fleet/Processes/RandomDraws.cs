using StreamRnn.Core.Numerics;

namespace StreamRnn.Worker.Fleet.Processes;

/// <summary>Draws from distributions, by one generator that the caller hands on.</summary>
internal static class RandomDraws
{
    /// <summary>From this rate on a normal draw is as good as a Poisson one.</summary>
    private const double NormalFromRate = 50;

    /// <summary>Uniform in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public static double Uniform(this ref SplitMix64 random, double from, double to) => from + (to - from) * random.NextDouble();

    /// <summary>Uniform in its logarithm: as many below the geometric mean as above.</summary>
    public static double LogUniform(this ref SplitMix64 random, double from, double to) => from * Math.Pow(to / from, random.NextDouble());

    /// <summary>True with a probability.</summary>
    public static bool Chance(this ref SplitMix64 random, double probability) => random.NextDouble() < probability;

    /// <summary>+1 or -1.</summary>
    public static int Sign(this ref SplitMix64 random) => random.Chance(0.5) ? 1 : -1;

    /// <summary>Standard normal, by Box and Muller; two numbers are drawn for each.</summary>
    public static double Normal(this ref SplitMix64 random)
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return radius * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    /// <summary>A count at a rate of 0 and above: products of uniform numbers (Knuth) for a low one, a rounded normal draw for a high one.</summary>
    public static double Poisson(this ref SplitMix64 random, double rate)
    {
        if (rate >= NormalFromRate)
        {
            return Math.Max(0, Math.Round(rate + Math.Sqrt(rate) * random.Normal()));
        }

        double limit = Math.Exp(-rate);
        double product = random.NextDouble();
        int count = 0;
        while (product > limit)
        {
            product *= random.NextDouble();
            count++;
        }

        return count;
    }
}
