using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamRnn.Alerting;

namespace StreamRnn.Worker.Hosting;

/// <summary>What <c>/muted</c> answers: the last incidents that rules kept from being told, the newest first, one JSON object a line. Without readings: the port asks for no password.</summary>
internal static class MutedPage
{
    // As in alerts: what people read stays readable. It is served as plain text, which no browser takes for a page.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(IReadOnlyList<IncidentChange> openings)
    {
        var page = new ArrayBufferWriter<byte>();
        foreach (IncidentChange opening in openings)
        {
            using (var json = new Utf8JsonWriter(page, Json))
            {
                json.WriteStartObject();
                json.WriteString("time", DateTimeOffset.FromUnixTimeMilliseconds(opening.Time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                json.WriteString("stream", opening.Opening.Stream);
                json.WriteString("rule", opening.Muting?.Rule);
                json.WriteNumber("score", opening.Opening.Score);
                json.WriteEndObject();
            }

            page.Write("\n"u8);
        }

        return page.WrittenMemory;
    }
}
