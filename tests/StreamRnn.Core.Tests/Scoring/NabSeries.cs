using System.Globalization;
using System.Text.Json;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>One series of the Numenta Anomaly Benchmark with its labelled windows, as row numbers, both ends included.</summary>
internal sealed record NabSeries(string File, long[] Times, double[] Values, (int First, int Last)[] Windows)
{
    /// <summary>Reads a series, say <c>realKnownCause/nyc_taxi.csv</c>.</summary>
    public static NabSeries Read(string file)
    {
        string[] lines = System.IO.File.ReadAllLines(Path.Combine(SharedData.Nab, "data", file));
        string[][] rows = [.. lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split(','))];
        long[] times = [.. rows.Select(row => ParseTime(row[0]))];
        double[] values = [.. rows.Select(row => double.Parse(row[1], CultureInfo.InvariantCulture))];
        using var labels = JsonDocument.Parse(
            System.IO.File.ReadAllBytes(Path.Combine(SharedData.Nab, "labels", "combined_windows.json")));
        (int First, int Last)[] windows =
        [
            .. labels.RootElement.GetProperty(file).EnumerateArray().Select(window => (
                Array.FindIndex(times, time => time >= ParseTime(window[0].GetString()!)),
                Array.FindLastIndex(times, time => time <= ParseTime(window[1].GetString()!)))),
        ];
        return new NabSeries(file, times, values, windows);
    }

    private static long ParseTime(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
}
