namespace StreamRnn.Worker.Demo;

/// <summary>Readings as one line of characters, lowest to highest of those shown.</summary>
internal static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";
    private const string Ascii = "_.-=+*#@";

    /// <summary>One character a value, in order; a space where it is missing (NaN).</summary>
    public static string Draw(ReadOnlySpan<double> values, bool unicode)
    {
        string levels = unicode ? Blocks : Ascii;
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (double.IsFinite(value))
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        }

        Span<char> line = values.Length <= 256 ? stackalloc char[values.Length] : new char[values.Length];
        for (int index = 0; index < values.Length; index++)
        {
            line[index] = double.IsFinite(values[index]) ? levels[Level(values[index])] : ' ';
        }

        return new string(line);

        // Halves first: the difference of the largest doubles would overflow.
        int Level(double value) => high > low
            ? (int)Math.Min(levels.Length - 1, ((value / 2) - (low / 2)) / ((high / 2) - (low / 2)) * levels.Length)
            : 0;
    }
}
