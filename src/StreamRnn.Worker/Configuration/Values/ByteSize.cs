using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamRnn.Worker.Configuration.Values;

/// <summary>An amount of bytes, written with its unit: <c>512B</c>, <c>64KiB</c>, <c>1MiB</c>, <c>1GiB</c> or <c>500KB</c>, <c>10MB</c>, <c>1GB</c>.</summary>
internal readonly partial record struct ByteSize(long Bytes) : IComparable<ByteSize>
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10),
        ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1),
    ];

    /// <summary>Reads a size; one that is larger than can be counted is the largest, which lies beyond every key's range.</summary>
    public static bool TryParse(string text, out ByteSize size)
    {
        Match match = Written().Match(text);
        string unit = match.Groups["unit"].Value;
        size = match.Success
            ? new ByteSize(Amount.Of(match.Groups["number"].ValueSpan, Units.First(known => known.Unit.Equals(unit, StringComparison.OrdinalIgnoreCase)).Bytes))
            : default;
        return match.Success;
    }

    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>In the largest binary unit in which it is a whole number, so that parsing gives the same size back.</summary>
    public override string ToString()
    {
        foreach ((string unit, long bytes) in Units)
        {
            if (unit.Length != 2 && Bytes >= bytes && Bytes % bytes == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{Bytes / bytes}{unit}");
            }
        }

        return "0B";
    }

    [GeneratedRegex($@"\A(?<number>{Amount.Pattern}) *(?<unit>[KMGkmg][Ii]?[Bb]|[Bb])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
