using System.Text.Json;

namespace StreamRnn.Kafka.Parsing;

/// <summary>
/// Reads an event time. Text is ISO 8601 (<c>2026-01-31</c>, <c>2026-01-31T12:00:00.123Z</c>, <c>…+01:00</c>; a blank may
/// stand for the T as RFC 3339 has it), UTC where it names no offset, cut to whole milliseconds. A number is Unix
/// seconds below 1e11 and Unix milliseconds from there on (1e11 s is the year 5138, 1e11 ms is 1973, so no time in the
/// range is ambiguous), rounded to whole milliseconds.
/// </summary>
internal static class EventTime
{
    /// <summary>1980-01-01T00:00:00Z, the first time accepted, Unix milliseconds.</summary>
    public const long Earliest = 315_532_800_000;

    /// <summary>2200-01-01T00:00:00Z, the first time no longer accepted, Unix milliseconds.</summary>
    public const long End = 7_258_118_400_000;

    private const long FirstMilliseconds = 100_000_000_000;

    /// <summary>The longest text that is looked at, in bytes: a date and time with 16 decimals of a second and an offset, and room for escapes.</summary>
    private const int MaximumTextBytes = 64;

    /// <summary>Reads the token that the reader stands on: text, a number or null.</summary>
    public static FieldState Read(ref Utf8JsonReader reader, out long time)
    {
        time = 0;
        return reader.TokenType switch
        {
            JsonTokenType.Null => FieldState.Absent,
            JsonTokenType.Number => ReadNumber(ref reader, out time),
            JsonTokenType.String => ReadText(ref reader, out time),
            _ => FieldState.Invalid,
        };
    }

    /// <summary>Whether the time lies in 1980 to 2199.</summary>
    public static bool IsInRange(long time) => time is >= Earliest and < End;

    /// <summary>The time that a number stands for, Unix seconds or milliseconds.</summary>
    public static FieldState FromUnix(double number, out long time)
    {
        time = 0;
        if (!(Math.Abs(number) < End))
        {
            return FieldState.OutOfRange;
        }

        time = (long)Math.Round(Math.Abs(number) < FirstMilliseconds ? number * 1000 : number);
        return FieldState.Read;
    }

    private static FieldState ReadNumber(ref Utf8JsonReader reader, out long time)
    {
        time = 0;
        return reader.TryGetDouble(out double number) ? FromUnix(number, out time) : FieldState.OutOfRange;
    }

    private static FieldState ReadText(ref Utf8JsonReader reader, out long time)
    {
        time = 0;
        if (reader.ValueSpan.Length > MaximumTextBytes || (reader.ValueIsEscaped && !EscapedText.IsWellFormed(ref reader)))
        {
            return FieldState.Invalid;
        }

        Span<byte> text = stackalloc byte[MaximumTextBytes + 2];
        int length = reader.CopyString(text[1..]);
        if (length > 10 && text[11] == (byte)' ')
        {
            text[11] = (byte)'T';
            text[0] = text[length + 1] = (byte)'"';
            if (text[1..(length + 1)].IndexOfAny((byte)'"', (byte)'\\') >= 0 || text[1..(length + 1)].IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0)
            {
                return FieldState.Invalid;
            }

            var rewritten = new Utf8JsonReader(text[..(length + 2)]);
            rewritten.Read();
            return ReadIso(ref rewritten, out time);
        }

        return ReadIso(ref reader, out time);
    }

    private static FieldState ReadIso(ref Utf8JsonReader reader, out long time)
    {
        time = 0;
        if (!reader.TryGetDateTime(out DateTime read))
        {
            return FieldState.Invalid;
        }

        // A text with an offset is turned into this machine's local time: read it again as what it says.
        long ticks = read.Ticks;
        if (read.Kind == DateTimeKind.Local)
        {
            if (!reader.TryGetDateTimeOffset(out DateTimeOffset withOffset))
            {
                return FieldState.Invalid;
            }

            ticks = withOffset.UtcTicks;
        }

        time = (ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
        return FieldState.Read;
    }
}
