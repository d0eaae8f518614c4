using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace StreamRnn.Kafka.Emitting;

/// <summary>Writes a CloudEvent as a Kafka record in binary content mode (CloudEvents Kafka protocol binding 1.0, section 3.2).</summary>
internal static class CloudEventMessage
{
    public static Message<byte[]?, byte[]?> From(CloudEvent cloudEvent) => new()
    {
        Key = Encoding.UTF8.GetBytes(cloudEvent.Subject),
        Value = cloudEvent.Data.ToArray(),
        Headers =
        [
            Text("ce_specversion", "1.0"),
            Text("ce_id", cloudEvent.Id),
            Text("ce_source", cloudEvent.Source),
            Text("ce_type", cloudEvent.Type),
            Text("ce_subject", Escape(cloudEvent.Subject)),
            Text("ce_time", cloudEvent.Time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
            Text("ce_dataschema", cloudEvent.DataSchema),
            Text("content-type", "application/json"),
        ],
    };

    public static Header Text(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    /// <summary>
    /// Percent-encodes what a CloudEvents string must not hold (specification 1.0, section 3.1), what turns the order of the letters after it, with which
    /// a name reads as another, and the per cent sign, so that decoding gives the text back. All else stays as it is: Kafka's headers hold any UTF-8.
    /// </summary>
    private static string Escape(string text)
    {
        if (!text.EnumerateRunes().Any(MustEscape))
        {
            return text;
        }

        var escaped = new StringBuilder();
        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!MustEscape(rune))
            {
                escaped.Append(rune);
                continue;
            }

            foreach (byte encoded in bytes[..rune.EncodeToUtf8(bytes)])
            {
                escaped.Append(CultureInfo.InvariantCulture, $"%{encoded:X2}");
            }
        }

        return escaped.ToString();
    }

    /// <summary>Control characters, those of direction (Unicode's Bidi_Control), what Unicode reserves as no characters, and the per cent sign.</summary>
    private static bool MustEscape(Rune rune) => Rune.IsControl(rune)
        || rune.Value is '%' or 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or (>= 0xFDD0 and <= 0xFDEF)
        || (rune.Value & 0xFFFE) == 0xFFFE;
}
