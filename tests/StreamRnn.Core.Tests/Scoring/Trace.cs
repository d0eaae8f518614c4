using System.Globalization;
using System.IO.Compression;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>A table of numbers with named columns: what each part gave, row by row.</summary>
internal sealed class Trace
{
    private readonly Dictionary<string, double[]> columns;

    private Trace(Dictionary<string, double[]> columns) => this.columns = columns;

    public int Rows => columns["value"].Length;

    public bool HasClock => columns.ContainsKey("seconds");

    public double[] this[string column] => columns[column];

    public long Time(int row) => HasClock ? (long)columns["seconds"][row] * 1000 : 0;

    /// <summary>
    /// Reads a trace. It prints values to seven digits, which is too few where the differences of near values matter, so the readings
    /// themselves come from the series <paramref name="nabFile"/> where one is named.
    /// </summary>
    public static Trace Read(string name, string? nabFile = null)
    {
        using var stream = new GZipStream(
            File.OpenRead(Path.Combine(SharedData.Traces, name + ".csv.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        string[] header = reader.ReadLine()!.Split(',');
        List<double>[] values = [.. header.Select(_ => new List<double>())];
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            for (int i = 0; i < fields.Length; i++)
            {
                values[i].Add(double.Parse(fields[i], CultureInfo.InvariantCulture));
            }
        }

        var columns = header.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second.ToArray());
        if (nabFile is not null)
        {
            columns["value"] = NabSeries.Read(nabFile).Values[..values[0].Count];
        }

        return new Trace(columns);
    }
}
