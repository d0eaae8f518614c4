using System.Globalization;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>What many rounds gave: their median, and where nine tenths lie below and above.</summary>
internal readonly record struct Distribution(double Low, double Median, double High)
{
    /// <summary>The 10th, 50th and 90th percentile; sorts <paramref name="values"/>.</summary>
    public static Distribution Of(double[] values)
    {
        Array.Sort(values);
        return new Distribution(values[values.Length / 10], values[values.Length / 2], values[^(1 + (values.Length / 10))]);
    }

    /// <summary>As a ratio, with its spread: <c>63.1 (60.2–65.8)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Significant(Median)} ({Significant(Low)}–{Significant(High)})");

    private static string Significant(double value) => value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
}
