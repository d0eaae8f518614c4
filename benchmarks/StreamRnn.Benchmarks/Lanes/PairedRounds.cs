using System.Globalization;

namespace StreamRnn.Benchmarks.Lanes;

/// <summary>Several loads in turn, round by round, and what follows from pairs of neighbours.</summary>
internal static class PairedRounds
{
    /// <summary>Rounds before the first that counts: the runtime compiles its best code in them.</summary>
    private const int WarmUps = 3;

    private const int PauseMilliseconds = 150;

    /// <summary>What each load returns, by load and round.</summary>
    public static double[][] Measure(int rounds, IReadOnlyList<Func<double>> loads)
    {
        double[][] measured = [.. loads.Select(_ => new double[rounds])];
        for (int round = -WarmUps; round < rounds; round++)
        {
            for (int load = 0; load < loads.Count; load++)
            {
                double figure = loads[load]();
                if (round >= 0)
                {
                    measured[load][round] = figure;
                }
            }

            if (round < 0)
            {
                Thread.Sleep(PauseMilliseconds);
            }
        }

        return measured;
    }

    public static double Median(IEnumerable<double> sample)
    {
        double[] sorted = [.. sample.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }

    /// <summary>The median of the rounds' own ratios.</summary>
    public static double MedianRatio(double[] numerators, double[] denominators) =>
        Median(numerators.Zip(denominators, (above, below) => above / below));

    /// <summary><c>521 ns (500 to 560)</c>.</summary>
    public static string Describe(double[] nanoseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median(nanoseconds):N0} ns ({nanoseconds.Min():N0} to {nanoseconds.Max():N0})");
}
