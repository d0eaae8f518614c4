namespace StreamRnn.Benchmarks.Latency;

/// <summary>
/// Finds the load at which all programs together take some of the machine and not all of it. Where they want all of it, a latency tells
/// how long things wait for a processor, and grows with the time for which one measures.
/// </summary>
internal static class LoadChoice
{
    /// <summary>The most of the machine that all programs may take together.</summary>
    public const double MaxUse = 0.7;

    /// <summary>A load that takes less of the machine than this could be larger.</summary>
    private const double EnoughUse = 0.6;

    /// <summary>Where the search aims: between the two.</summary>
    private const double AimedUse = 0.65;

    /// <summary>From here on more load may take no more, and the use tells nothing of how much too large it is.</summary>
    private const double Saturated = 0.95;

    private const int MaxProbes = 6;

    /// <summary>The largest load found that takes at most <see cref="MaxUse"/>; 0 where every one tried takes more.</summary>
    /// <param name="first">The load to begin with, events a second.</param>
    /// <param name="maxRate">No load above this is wanted.</param>
    /// <param name="use">Measures which share of the machine a load takes.</param>
    public static async Task<double> FindAsync(double first, double maxRate, Func<double, Task<double>> use)
    {
        var probes = new List<(double Rate, double Use)>();
        double next = Math.Min(first, maxRate);
        while (probes.Count < MaxProbes && next > 0)
        {
            probes.Add((next, await use(next)));
            if (probes[^1].Use <= MaxUse && (probes[^1].Use >= EnoughUse || next >= maxRate))
            {
                return next;
            }

            next = Math.Min(maxRate, Next(probes));
        }

        return probes.Where(probe => probe.Use <= MaxUse).Select(probe => probe.Rate).DefaultIfEmpty().Max();
    }

    /// <summary>By the line through the last two, where there is one; 0 and below where even no load would take too much.</summary>
    private static double Next(List<(double Rate, double Use)> probes)
    {
        (double lastRate, double lastUse) = probes[^1];
        (double rate, double use) = probes.Count > 1 ? probes[^2] : (0, Saturated);
        double slope = (lastUse - use) / (lastRate - rate);

        // What else the machine does may hide a small difference.
        return use < Saturated && lastUse < Saturated && slope > 0 ? lastRate + ((AimedUse - lastUse) / slope)
            : lastUse < AimedUse ? 2 * lastRate
            : lastRate / 2;
    }
}
