using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Kafka;

namespace StreamRnn.Worker.Alerts;

/// <summary>Writes a summary's change as a CloudEvent whose data follows summary.v1.schema.json. Equal changes give equal bytes. It has no state: all lanes share one.</summary>
internal sealed class SummaryEncoder(string source, string modelVersion)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // As in alerts: what people read in it stays readable.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public CloudEvent Encode(SummaryChange change) => Encode(change, change.Listed.Length);

    /// <summary>Encodes with the first of the list alone; what is shorter has half as many, down to none.</summary>
    private CloudEvent Encode(SummaryChange change, int listed) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{change.Id}/{change.Sequence}"),
        Source = source,
        Type = $"streamrnn.{NameOf(change.Kind)}.{change.State.Name()}",
        Subject = change.Name,
        Time = DateTimeOffset.FromUnixTimeMilliseconds(change.Time),
        DataSchema = SummarySchema.Uri,
        Data = EncodeData(change, listed),
        Shorter = listed > 0 ? () => Encode(change, listed / 2) : null,
    };

    private ReadOnlyMemory<byte> EncodeData(SummaryChange change, int listed)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Json);
        json.WriteStartObject();
        json.WriteString("kind", NameOf(change.Kind));
        json.WriteString("name", change.Name);
        if (change.Kind == SummaryKind.Group)
        {
            json.WriteString("definition", change.Definition);
        }

        json.WriteString("time", Time(change.Time));
        json.WriteStartObject("summary");
        json.WriteString("id", change.Id);
        json.WriteString("state", change.State.Name());
        json.WriteNumber("sequence", change.Sequence);
        json.WriteString("opened_at", Time(change.Opening.Time));
        json.WriteNumber("incidents", change.Incidents);
        json.WriteNumber("open", change.OpenIncidents);
        json.WriteNumber("peak_score", change.PeakScore);
        json.WriteEndObject();
        json.WriteString("severity", SeverityScale.Of(change.PeakScore, change.Opening.Confidence).Raised(change.SeverityRise).Capped(change.SeverityCap).Name());
        WriteIncidents(json, change, listed);
        json.WriteString("reason", SummaryReason.Describe(change));
        json.WriteStartObject("input");
        json.WriteString("topic", change.Opening.Topic);
        json.WriteNumber("partition", change.Opening.Partition);
        json.WriteNumber("offset", change.Opening.Offset);
        json.WriteEndObject();
        json.WriteStartObject("model");
        json.WriteString("version", modelVersion);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteIncidents(Utf8JsonWriter json, SummaryChange change, int listed)
    {
        json.WriteStartArray("incidents");
        foreach (FoldedIncident incident in change.Listed.Take(listed))
        {
            json.WriteStartObject();
            json.WriteString("stream", incident.Stream);
            json.WriteString("id", incident.IncidentId);
            json.WriteString("opened_at", Time(incident.OpenedAt));
            json.WriteNumber("peak_score", incident.PeakScore);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        int leftOut = change.Listed.Length - listed + change.NotListed;
        if (leftOut > 0)
        {
            json.WriteNumber("incidents_left_out", leftOut);
        }
    }

    private static string NameOf(SummaryKind kind) => kind == SummaryKind.Group ? "group" : "storm";

    private static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString(TimeFormat, CultureInfo.InvariantCulture);
}
