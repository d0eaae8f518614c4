using System.Globalization;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>An amount of bytes, written with its unit: <c>512B</c>, <c>64KiB</c>, <c>1MiB</c>, <c>1GiB</c> or <c>500KB</c>, <c>10MB</c>, <c>1GB</c>.</summary>
internal readonly record struct ByteSize(long Bytes) : IComparable<ByteSize>
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10),
        ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1),
    ];

    public static bool TryParse(string text, out ByteSize size)
    {
        foreach ((string unit, long bytes) in Units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && decimal.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal count)
                && count <= long.MaxValue / bytes)
            {
                size = new ByteSize((long)(count * bytes));
                return true;
            }
        }

        size = default;
        return false;
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
}
