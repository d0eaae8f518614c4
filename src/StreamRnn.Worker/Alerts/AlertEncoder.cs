using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamRnn.Alerting;
using StreamRnn.Kafka;

namespace StreamRnn.Worker.Alerts;

/// <summary>Writes an incident's change as a CloudEvent whose data follows alert.v1.schema.json. Equal changes give equal bytes. It has no state: all lanes share one.</summary>
internal sealed class AlertEncoder(string source, IReadOnlyList<string> featureNames, string modelVersion)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // The value goes to Kafka, not into a page: what people read in it stays readable.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The features' names, in their order.</summary>
    public IReadOnlyList<string> FeatureNames => featureNames;

    public CloudEvent Encode(IncidentChange change) => Encode(change, change.Trigger.Actual.Length);

    /// <summary>Encodes with the features alone that have the highest attributions; what is shorter has half as many, down to one.</summary>
    private CloudEvent Encode(IncidentChange change, int keptFeatures) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{change.IncidentId}/{change.Sequence}"),
        Source = source,
        Type = $"streamrnn.incident.{change.State.Name()}",
        Subject = change.Trigger.Stream,
        Time = DateTimeOffset.FromUnixTimeMilliseconds(change.Time),
        DataSchema = AlertSchema.Uri,
        Data = EncodeData(change, keptFeatures),
        Shorter = keptFeatures > 1 ? () => Encode(change, keptFeatures / 2) : null,
    };

    private ReadOnlyMemory<byte> EncodeData(IncidentChange change, int keptFeatures)
    {
        Exceedance trigger = change.Trigger;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Json);
        json.WriteStartObject();
        json.WriteString("stream", trigger.Stream);
        json.WriteString("time", Time(change.Time));
        WriteIncident(json, change);
        json.WriteNumber("score", trigger.Score);
        json.WriteString("severity", SeverityScale.Of(change.PeakScore, change.Trigger.Confidence).Capped(change.SeverityCap).Name());
        json.WriteNumber("confidence", trigger.Confidence);
        WriteFinite(json, "surprise", trigger.RawScore);
        WriteFeatures(json, trigger, keptFeatures);
        json.WriteString("reason", IncidentReason.Describe(change, featureNames));
        json.WriteStartObject("input");
        json.WriteString("topic", trigger.Topic);
        json.WriteNumber("partition", trigger.Partition);
        json.WriteNumber("offset", trigger.Offset);
        json.WriteEndObject();
        json.WriteStartObject("model");
        json.WriteString("version", modelVersion);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteIncident(Utf8JsonWriter json, IncidentChange change)
    {
        json.WriteStartObject("incident");
        json.WriteString("id", change.IncidentId);
        json.WriteString("state", change.State.Name());
        json.WriteNumber("sequence", change.Sequence);
        json.WriteString("opened_at", Time(change.Opening.Time));
        json.WriteNumber("exceedances", change.ExceedanceCount);
        json.WriteNumber("peak_score", change.PeakScore);
        if (change.Cause != UpdateCause.None)
        {
            json.WriteString("cause", NameOf(change.Cause));
        }

        if (change.Resolution != Resolution.Unknown)
        {
            json.WriteString("resolution", change.Resolution == Resolution.Recovered ? "recovered" : "new-normal");
        }

        if (change.Flaps > 0)
        {
            json.WriteNumber("flaps", change.Flaps);
            json.WriteNumber("quiet_seconds", change.QuietSpan.TotalSeconds);
        }

        if (change.FoldedInto is { } group)
        {
            json.WriteString("group", group);
        }

        if (change.Muting is { } muting)
        {
            json.WriteStartObject("muted");
            json.WriteString("rule", muting.Rule);
            json.WriteString("since", Time(muting.Since));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteFeatures(Utf8JsonWriter json, Exceedance trigger, int kept)
    {
        int all = trigger.Actual.Length;
        json.WriteStartArray("features");
        foreach (int feature in kept == all ? Enumerable.Range(0, all) : WithHighestAttribution(trigger, kept))
        {
            json.WriteStartObject();
            json.WriteString("name", featureNames[feature]);
            WriteFinite(json, "actual", trigger.Actual[feature]);
            WriteFinite(json, "expected", trigger.Expected[feature]);
            WriteFinite(json, "lower", trigger.Lower[feature]);
            WriteFinite(json, "upper", trigger.Upper[feature]);
            WriteFinite(json, "attribution", trigger.Attribution[feature]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (kept < all)
        {
            json.WriteNumber("features_left_out", all - kept);
        }
    }

    /// <summary>In the features' own order.</summary>
    private static IEnumerable<int> WithHighestAttribution(Exceedance trigger, int count) =>
        Enumerable.Range(0, trigger.Attribution.Length).OrderByDescending(feature => trigger.Attribution[feature]).Take(count).Order();

    /// <summary>JSON has no NaN: what is missing is null.</summary>
    private static void WriteFinite(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string NameOf(UpdateCause cause) => cause switch
    {
        UpdateCause.Ongoing => "ongoing",
        UpdateCause.Stronger => "stronger",
        UpdateCause.Different => "different",
        UpdateCause.Again => "again",
        UpdateCause.Recovery => "recovery",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "Not a cause that this version knows."),
    };

    private static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString(TimeFormat, CultureInfo.InvariantCulture);
}
