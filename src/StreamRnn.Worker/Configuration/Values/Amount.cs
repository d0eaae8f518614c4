using System.Globalization;

namespace StreamRnn.Worker.Configuration.Values;

/// <summary>A written decimal number of units, as a whole number of what the unit is made of.</summary>
internal static class Amount
{
    /// <summary>Digits, with a point and more digits where it is no whole number.</summary>
    public const string Pattern = @"[0-9]+(?:\.[0-9]+)?";

    /// <summary><paramref name="number"/>, which follows <see cref="Pattern"/>, times <paramref name="unit"/>; the largest whole number where it would be larger, which lies beyond every key's range.</summary>
    public static long Of(ReadOnlySpan<char> number, long unit)
    {
        // A double holds a number of any length, a decimal holds what fits exactly.
        double roughly = double.Parse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * unit;
        return roughly >= long.MaxValue
            ? long.MaxValue
            : (long)Math.Min(decimal.Parse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * unit, long.MaxValue);
    }
}
