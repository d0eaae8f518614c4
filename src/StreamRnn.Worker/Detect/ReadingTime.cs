using System.Globalization;
using System.Text;

namespace StreamRnn.Worker.Detect;

/// <summary>
/// Reads the time of a row: ISO 8601 with T or a blank before the hour, UTC where it names no offset, cut to whole
/// milliseconds; or a number, which is Unix seconds below 1e11 and Unix milliseconds from there on (1e11 s is the year
/// 5138, 1e11 ms is 1973), rounded to whole milliseconds. Within the years 1 to 9999.
/// </summary>
internal static class ReadingTime
{
    /// <summary>What would be right, for messages.</summary>
    public const string Wanted = "write ISO 8601 (2026-01-31T12:00:00Z), or Unix seconds or milliseconds";

    private const double FirstMilliseconds = 1e11;
    private const int MaxTextLength = 40;

    private static readonly double Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly double Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Reads a cell without blanks around it into Unix milliseconds.</summary>
    public static bool TryParse(ReadOnlySpan<byte> cell, out long time) =>
        StartsWithDate(cell) ? TryParseIso(cell, out time) : TryParseUnix(cell, out time);

    private static bool TryParseIso(ReadOnlySpan<byte> cell, out long time)
    {
        time = 0;
        Span<char> text = stackalloc char[MaxTextLength];
        if (cell.Length > MaxTextLength || !Ascii.IsValid(cell))
        {
            return false;
        }

        int length = Encoding.ASCII.GetChars(cell, text);
        if (!DateTimeOffset.TryParse(text[..length], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset read))
        {
            return false;
        }

        time = read.ToUnixTimeMilliseconds();
        return true;
    }

    private static bool TryParseUnix(ReadOnlySpan<byte> cell, out long time)
    {
        time = 0;
        if (!CellText.TryParseNumber(cell, out double number))
        {
            return false;
        }

        double milliseconds = Math.Round(Math.Abs(number) < FirstMilliseconds ? number * 1000 : number);
        if (!(milliseconds >= Earliest && milliseconds <= Latest))
        {
            return false;
        }

        time = (long)milliseconds;
        return true;
    }

    /// <summary>The parser takes dates of many countries; ours begin 0000-00-00 and nothing but a time may follow.</summary>
    private static bool StartsWithDate(ReadOnlySpan<byte> cell) =>
        cell.Length >= 10
        && !cell[..4].ContainsAnyExceptInRange((byte)'0', (byte)'9') && cell[4] == (byte)'-'
        && !cell[5..7].ContainsAnyExceptInRange((byte)'0', (byte)'9') && cell[7] == (byte)'-'
        && !cell[8..10].ContainsAnyExceptInRange((byte)'0', (byte)'9')
        && (cell.Length == 10 || cell[10] is (byte)'T' or (byte)'t' or (byte)' ');
}
