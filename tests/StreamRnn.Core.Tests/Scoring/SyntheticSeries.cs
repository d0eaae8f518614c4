namespace StreamRnn.Core.Tests.Scoring;

/// <summary>Series of our own making, the same in every run.</summary>
internal static class SyntheticSeries
{
    /// <summary>Five minutes, the usual interval of readings.</summary>
    public const long Interval = 300_000;

    // 2024-01-01 06:00 UTC: a day that starts in the middle of a profile.
    private const long Start = 1_704_088_800_000;

    /// <summary>Times of even steps in Unix milliseconds.</summary>
    public static long[] Times(int length) => [.. Enumerable.Range(0, length).Select(row => Start + (row * Interval))];

    /// <summary>A daily wave with noise, a spike at a half, a dead stretch at two thirds and a step at four fifths of it.</summary>
    public static double[] Daily(int length, int seed)
    {
        var random = new Random(seed);
        double[] values = new double[length];
        double drift = 0;
        for (int row = 0; row < length; row++)
        {
            drift = (0.95 * drift) + random.NextDouble() - 0.5;
            double wave = Math.Sin(2 * Math.PI * row / 288) + (0.4 * Math.Sin(4 * Math.PI * row / 288));
            values[row] = 40 + (10 * wave) + drift;
        }

        values[length / 2] += 60;
        values.AsSpan(length * 2 / 3, 40).Fill(values[length * 2 / 3]);
        foreach (ref double value in values.AsSpan(length * 4 / 5))
        {
            value += 25;
        }

        return values;
    }
}
