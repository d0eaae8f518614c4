using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Tests.Forecasting;

/// <summary>A day's wave and a faster one with noise, into which a burst of other data is thrown.</summary>
internal sealed class PoisonedSeries(string kind, ulong seed = 5)
{
    public const int Clean = 6000;

    /// <summary>The first clean reading after the burst.</summary>
    public const int End = Clean + 5000;

    private SplitMix64 random = new(seed);
    private double walk = 50;

    public static string[] Kinds => ["noise", "wide noise", "sine", "stuck", "square", "flip", "walk", "spikes"];

    public double Next(int i)
    {
        double clean = 50 + (10 * Math.Sin(2 * Math.PI * i / 288)) + (3 * Math.Sin(2 * Math.PI * i / 48)) + (0.5 * Gauss());
        if (i is < Clean or >= End)
        {
            return clean;
        }

        walk = Math.Clamp(walk + (3 * Gauss()), 10, 90);
        return kind switch
        {
            "noise" => Uniform(37, 63),
            "wide noise" => Uniform(10, 90),
            "sine" => 50 + (12 * Math.Sin(2 * Math.PI * i / 17)) + (0.5 * Gauss()),
            "stuck" => 41,
            "square" => 40 + (20 * (i / 7 % 2)) + (0.2 * Gauss()),
            "flip" => 100 - clean,
            "walk" => walk,
            "spikes" => clean + (Uniform(0, 1) < 0.1 ? (Uniform(0, 1) < 0.5 ? -40 : 40) : 0),
            _ => clean,
        };
    }

    private double Uniform(double from, double to) => from + ((to - from) * random.NextInt(1 << 30) / (1 << 30));

    /// <summary>The sum of twelve uniform numbers, less its mean: of variance 1.</summary>
    private double Gauss()
    {
        double sum = -6;
        for (int i = 0; i < 12; i++)
        {
            sum += Uniform(0, 1);
        }

        return sum;
    }
}
