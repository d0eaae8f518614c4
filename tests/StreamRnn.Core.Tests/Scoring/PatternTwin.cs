using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>The pattern memory as its formulas read, in double precision with all of x at hand, sharing nothing with it but the segments of lags.</summary>
internal static class PatternTwin
{
    // One of the two works in single precision. An error that equals its threshold up to rounding is an excess for one and not for the other; the
    // threshold is then a step apart, 2 % of the scale, until the next such error.
    private const double Tolerance = 1e-3;
    private const double SwappedTolerance = 0.04;
    private const double SwappedShare = 0.03;

    private static readonly int[] Scales = [4, 8, 16, 32, 64];

    /// <summary>A and Z, row by row.</summary>
    /// <param name="minThreshold">Of the calibrators: 0 as in the part, or none as in the prototype.</param>
    public static (double A, double Z)[] Over(PatternLags lags, double[] values, double minThreshold = 0)
    {
        var result = new (double A, double Z)[values.Length];
        double[] x = [.. values.Select(value => (double)(float)(value - values[0]))];
        foreach (int scale in Scales)
        {
            Add(result, x, scale, lags, minThreshold);
        }

        return result;
    }

    /// <summary>Asserts that evidence agrees, but for swapped excesses.</summary>
    public static void AssertNear(double[] expected, double[] actual)
    {
        Assert.Contains(expected, value => value > 1);
        double[] differences = [.. expected.Zip(actual, (e, a) => Math.Abs(e - a) / Math.Max(1, e))];
        double largest = differences.Max();
        Assert.True(largest < SwappedTolerance, $"row {Array.IndexOf(differences, largest)} is {largest:E2} apart");
        double swapped = differences.Count(difference => difference > Tolerance) / (double)differences.Length;
        Assert.True(swapped < SwappedShare, $"{swapped:P2} of the rows are more than {Tolerance} apart");
    }

    private static void Add((double A, double Z)[] result, double[] x, int scale, PatternLags lags, double minThreshold)
    {
        (int Lag, int Start)[] kept = [.. lags.Segments.SelectMany(
            segment => Enumerable.Range(0, segment.Last).Select(i => (Lag: segment.First + (i * segment.Step), Start: segment.First)).TakeWhile(lag => lag.Lag <= segment.Last))];
        double[] squares = new double[kept.Length];
        double[] differences = new double[kept.Length];
        var absolute = new TwinCalibrator(0.5, 10_000, minThreshold);
        var relative = new TwinCalibrator(0.5, 10_000, minThreshold);
        double decay = 1 - (1.0 / scale);
        double weight = 0, sum = 0, squareSum = 0, usualVariance = 0;
        for (int t = 0; t < x.Length; t++)
        {
            weight = (decay * weight) + 1;
            sum = (decay * sum) + x[t];
            squareSum = (decay * squareSum) + (x[t] * x[t]);
            double mean = sum / weight;
            double variance = Math.Max(0, (squareSum / weight) - (mean * mean));
            usualVariance += (variance - usualVariance) * Math.Max(1.0 / (t + 1), 1.0 / 2000);

            double min = double.PositiveInfinity;
            for (int i = 0; i < kept.Length && kept[i].Start <= t; i++)
            {
                int lag = kept[i].Lag;
                double d = x[t] - (lag <= t ? x[t - lag] : 0);
                squares[i] = (decay * squares[i]) + (d * d);
                differences[i] = (decay * differences[i]) + d;
                if (2 * scale <= lag && lag <= t - (2 * scale) + 1)
                {
                    min = Math.Min(min, (squares[i] / weight) - (0.9 * Math.Pow(differences[i] / weight, 2)));
                }
            }

            if (t >= 4 * scale && double.IsFinite(min))
            {
                result[t].A += Math.Min(100, absolute.Step(min));
                result[t].Z += Math.Min(100, relative.Step(min / (variance + (0.3 * usualVariance) + (1e-9 * mean * mean) + 1e-30)));
            }
        }
    }
}
