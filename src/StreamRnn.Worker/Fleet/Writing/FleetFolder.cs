using System.Globalization;
using CsvHelper;

namespace StreamRnn.Worker.Fleet.Writing;

/// <summary>
/// Writes a made fleet into a folder: <c>labels.csv</c> with each anomaly, <c>streams.csv</c> with what each stream is like, and a file of readings a stream below
/// <c>readings/</c>, as <c>detect</c> reads them.
/// </summary>
internal sealed class FleetFolder(DirectoryInfo folder)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFF'Z'";

    private static readonly CsvWriterOptions Options = new() { NewLine = "\n" };

    /// <summary>Writes labels.csv and streams.csv.</summary>
    public void WriteLabels(FleetOptions fleet, IReadOnlyList<MadeStream> streams)
    {
        folder.Create();
        using CsvWriter labels = Begin("labels.csv", "stream", "kind", "start", "end", "size", "after");
        using CsvWriter kinds = Begin("streams.csv", "stream", "kind", "noise", "interval_seconds", "anomalies", "disturbance", "disturbed_from", "disturbed_to");
        foreach (MadeStream stream in streams)
        {
            foreach (MadeAnomaly anomaly in stream.Anomalies)
            {
                Row(
                    labels, stream.Name, anomaly.Kind.Text(), Time(anomaly.Start), Time(anomaly.End), anomaly.Size > 0 ? Number(Math.Round(anomaly.Size, 2)) : "",
                    anomaly.After switch { DisturbanceKind.WildReading => "after_wild", DisturbanceKind.ClockGlitch => "after_glitch", _ => "" });
            }

            Row(
                kinds, stream.Name, stream.Kind.Text(), Number(Math.Round(stream.NoiseLevel, 4)), Number(fleet.Interval.TotalSeconds), stream.Anomalies.Count.ToString(CultureInfo.InvariantCulture),
                stream.Disturbance?.Kind.Text() ?? "", stream.Disturbance is { } from ? Time(from.Start) : "", stream.Disturbance is { } to ? Time(to.End) : "");
        }
    }

    /// <summary>Writes a stream's readings, and gives their number. The file appears when it is whole.</summary>
    public long WriteReadings(MadeStream stream, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(folder.ToString(), "readings"));
        string file = Path.Combine(folder.ToString(), "readings", $"{stream.Name}.csv");
        string partial = $"{file}.partial";
        long rows = 0;
        try
        {
            using (CsvWriter csv = CsvWriter.Create(new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None), Options))
            {
                Row(csv, "timestamp", "value");
                foreach (MadeReading reading in stream.Readings())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Row(csv, Time(reading.Time), Number(reading.Value));
                    rows++;
                }
            }

            File.Move(partial, file);
            return rows;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private static void Row(CsvWriter csv, params ReadOnlySpan<string> cells)
    {
        foreach (string cell in cells)
        {
            csv.WriteField(cell);
        }

        csv.EndRecord();
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(long unixMilliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString(TimeFormat, CultureInfo.InvariantCulture);

    private CsvWriter Begin(string name, params ReadOnlySpan<string> columns)
    {
        CsvWriter csv = CsvWriter.Create(new FileStream(Path.Combine(folder.ToString(), name), FileMode.CreateNew, FileAccess.Write, FileShare.None), Options);
        Row(csv, columns);
        return csv;
    }
}
