using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Parsing;

namespace StreamRnn.Kafka.Tests.Parsing;

/// <summary>The parser's twin: a whole document in memory, strings, and .NET's own number and date parsing, in the order that the reasons are documented in.</summary>
internal static class NaiveParser
{
    private static readonly string[] isoFormats =
        [.. from time in new[] { "", "THH:mm", "THH:mm:ss", "THH:mm:ss.FFFFFFF" }
            from zone in time.Length == 0 ? [""] : new[] { "", "'Z'", "zzz" }
            select $"yyyy-MM-dd{time}{zone}"];

    public static (RejectReason Reason, double[] Values, long Time) Parse(InputOptions options, byte[] key, byte[] value, long timestamp)
    {
        (RejectReason, double[], long) Reject(RejectReason reason) => (reason, [], 0);

        if (key.Length == 0) { return Reject(RejectReason.NoKey); }
        if (key.Length > options.MaxKeyBytes) { return Reject(RejectReason.KeyTooLarge); }
        if (value.Length == 0) { return Reject(RejectReason.ValueEmpty); }
        if (value.Length > options.MaxBytes) { return Reject(RejectReason.ValueTooLarge); }

        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        try
        {
            _ = strict.GetString(key) + strict.GetString(value);
        }
        catch (DecoderFallbackException)
        {
            return Reject(RejectReason.InvalidUtf8);
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(value);
        }
        catch (JsonException)
        {
            return Reject(RejectReason.InvalidJson);
        }

        using (document)
        {
            var values = new double[options.Values.Count];
            bool any = false;
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = double.NaN;
                if (Find(document.RootElement, options.Values[i]) is not { ValueKind: not JsonValueKind.Null } element)
                {
                    continue;
                }

                if (element.ValueKind != JsonValueKind.Number) { return Reject(RejectReason.ValueNotANumber); }
                values[i] = double.Parse(element.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);
                if (Math.Abs(values[i]) > 1e30) { return Reject(RejectReason.ValueOutOfRange); }
                any = true;
            }

            if (!any) { return Reject(RejectReason.ValueMissing); }
            (RejectReason reason, long time) = Time(Find(document.RootElement, options.Time), timestamp);
            if (reason != RejectReason.None) { return Reject(reason); }
            var read = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(time, -62135596800000, 253402300799999));
            if (read.Year is < 1980 or >= 2200) { return Reject(RejectReason.TimeOutOfRange); }
            return timestamp >= 0 && (decimal)time > timestamp + (decimal)options.Future.TotalMilliseconds
                ? Reject(RejectReason.TimeInFuture) : (RejectReason.None, values, time);
        }
    }

    private static (RejectReason Reason, long Time) Time(JsonElement? element, long timestamp)
    {
        switch (element?.ValueKind ?? JsonValueKind.Null)
        {
            case JsonValueKind.Null:
                return timestamp == SensorEventParser.NoTimestamp ? (RejectReason.TimeMissing, 0) : (RejectReason.None, timestamp);
            case JsonValueKind.Number:
                double number = double.Parse(element!.Value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);
                double milliseconds = Math.Abs(number) < 1e11 ? number * 1000 : number;
                return Math.Abs(milliseconds) > 1e14 ? (RejectReason.TimeOutOfRange, 0) : (RejectReason.None, (long)Math.Round(milliseconds));
            case JsonValueKind.String:
                string text;
                try
                {
                    text = element!.Value.GetString()!;
                }
                catch (InvalidOperationException)
                {
                    return (RejectReason.TimeInvalid, 0);
                }

                if (text.Length > 10 && text[10] == ' ')
                {
                    text = $"{text[..10]}T{text[11..]}";
                }

                return DateTimeOffset.TryParseExact(text, isoFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset read)
                    ? (RejectReason.None, read.ToUnixTimeMilliseconds()) : (RejectReason.TimeInvalid, 0);
            default:
                return (RejectReason.TimeInvalid, 0);
        }
    }

    private static JsonElement? Find(JsonElement element, string pointer)
    {
        foreach (string segment in pointer[1..].Split('/'))
        {
            string name = segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            JsonElement? next = null;
            if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    next = NameOf(property) == name ? property.Value : next;
                }
            }
            else if (element.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && index.ToString(CultureInfo.InvariantCulture) == name && index < element.GetArrayLength())
            {
                next = element[index];
            }

            if (next is not { } found)
            {
                return null;
            }

            element = found;
        }

        return element;
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
