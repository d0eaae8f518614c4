using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace StreamRnn.Worker.Detect;

/// <summary>What a CSV cell's bytes say.</summary>
internal static class CellText
{
    private const int MaxQuoteLength = 40;

    /// <summary>The cell without blanks and tabs around it.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell) => cell.Trim(" \t"u8);

    /// <summary>A decimal number in the invariant culture; also <c>NaN</c> and <c>Infinity</c>, and infinite where it is beyond a double.</summary>
    public static bool TryParseNumber(ReadOnlySpan<byte> cell, out double number) =>
        double.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);

    /// <summary>The cell for a message: in quotes, cut to 40 characters, nothing in it that moves a terminal's cursor.</summary>
    public static string Quote(ReadOnlySpan<byte> cell) => $"\"{Quotation.Cut(Encoding.UTF8.GetString(cell), MaxQuoteLength)}\"";

    public static bool IsUtf8(ReadOnlySpan<byte> cell) => Utf8.IsValid(cell);
}
