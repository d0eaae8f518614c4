using System.Globalization;
using CsvHelper;
using StreamRnn.Alerting;
using StreamRnn.Worker.Fleet;

namespace StreamRnn.Worker.Evaluation.MadeFleets;

/// <summary>Writes what became of each anomaly, and every incident with its reason, one file each for all seeds.</summary>
internal sealed class FleetListing : IDisposable
{
    private static readonly CsvWriterOptions Options = new() { NewLine = "\n" };
    private static readonly string[] FeatureNames = ["value"];

    private readonly CsvWriter anomalies;
    private readonly CsvWriter incidents;

    /// <summary>Makes the files.</summary>
    public FleetListing(DirectoryInfo folder)
    {
        anomalies = Begin(folder, "anomalies.csv", "seed", "stream", "anomaly", "size", "start", "end", "after", "found", "severity", "delay_minutes", "by_chance", "found_without_disturbance");
        incidents = Begin(folder, "incidents.csv", "seed", "stream", "opened", "last", "false", "severity", "score", "confidence", "value", "expected", "lower", "upper", "outside", "reason");
    }

    /// <summary>Writes a run.</summary>
    public void Write(FleetOptions fleet, FleetScorer scorer)
    {
        string seed = fleet.Seed.ToString(CultureInfo.InvariantCulture);
        foreach (AnomalyResult result in scorer.Anomalies)
        {
            Row(
                anomalies, seed, result.Stream.Name, result.Anomaly.Kind.Text(), Number(result.Anomaly.Size), Time(result.Anomaly.Start), Time(result.Anomaly.End), result.Anomaly.After?.Text() ?? "",
                Flag(result.IsFound), result.Severity?.ToString().ToLowerInvariant() ?? "", result.Delay is { } delay ? Number(delay.TotalMinutes) : "", Number(result.Chance),
                result.IsFoundOnTwin is { } found ? Flag(found) : "");
        }

        foreach (IncidentResult result in scorer.Incidents)
        {
            Exceedance trigger = result.Incident.Opening.Trigger;
            int feature = trigger.LeadingFeature;
            Row(
                incidents, seed, result.Stream.Name, Time(result.Incident.OpenedAt), Time(result.Incident.LastAt), Flag(result.IsFalse), result.Incident.Severity.ToString().ToLowerInvariant(),
                Number(trigger.Score), Number(trigger.Confidence), Number(trigger.Actual[feature]), Number(trigger.Expected[feature]), Number(trigger.Lower[feature]), Number(trigger.Upper[feature]),
                Flag(result.Incident.IsOutsideItsRange), IncidentReason.Describe(result.Incident.Opening, FeatureNames));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        anomalies.Dispose();
        incidents.Dispose();
    }

    private static CsvWriter Begin(DirectoryInfo folder, string name, params string[] columns)
    {
        CsvWriter csv = CsvWriter.Create(File.Create(Path.Combine(folder.ToString(), name)), Options);
        Row(csv, columns);
        return csv;
    }

    private static void Row(CsvWriter csv, params string[] cells)
    {
        foreach (string cell in cells)
        {
            csv.WriteField(cell);
        }

        csv.EndRecord();
    }

    private static string Flag(bool holds) => holds ? "1" : "0";

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("G6", CultureInfo.InvariantCulture);

    private static string Time(long unixMilliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
