using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace StreamRnn.Kafka.Parsing;

/// <summary>A number by JSON's grammar (RFC 8259, 6), with the very bits that <see cref="System.Text.Json.Utf8JsonReader.GetDouble"/> gives.</summary>
/// <remarks>
/// Digits and a power of ten that doubles hold exactly need one multiplication or division, which rounds once and
/// so gives the nearest double (W. D. Clinger, "How to Read Floating Point Numbers Accurately", 1990). All other
/// numbers are handed to <see cref="Utf8Parser"/>, which the reader itself asks.
/// </remarks>
internal static class DecimalNumber
{
    /// <summary>Up to here every whole number is a double.</summary>
    private const ulong MaxExactInteger = 1UL << 53;

    /// <summary>Up to here every power of ten is a double.</summary>
    private const int MaxExactPower = 22;

    /// <summary>As many digits fit 64 bits whatever they are.</summary>
    private const int MaximumDigits = 19;

    /// <summary>Beyond any double; keeps the exponent's sum from running over.</summary>
    private const int MaximumExponentDigits = 4;

    private static ReadOnlySpan<double> PowersOfTen =>
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Reads the number that starts at <paramref name="position"/>, inside a text of at least 8 bytes.</summary>
    /// <returns>The position after it, or -1 where there is none.</returns>
    public static int Read(ReadOnlySpan<byte> text, int position, out double number)
    {
        int end = Scan(text, position, out ulong digits, out int exponent, out bool isExact);
        if (isExact)
        {
            double magnitude = exponent < 0 ? (long)digits / PowersOfTen[-exponent] : (long)digits * PowersOfTen[exponent];
            number = text[position] == (byte)'-' ? -magnitude : magnitude;
            return end;
        }

        return ReadOther(text, position, end, out number);
    }

    /// <summary>As <see cref="Read"/>, without the number.</summary>
    public static int Skip(ReadOnlySpan<byte> text, int position) => Scan(text, position, out _, out _, out _);

    private static int ReadOther(ReadOnlySpan<byte> text, int position, int end, out double number)
    {
        number = 0;
        return end >= 0 && Utf8Parser.TryParse(text[position..end], out number, out int length) && length == end - position ? end : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Scan(ReadOnlySpan<byte> text, int position, out ulong digits, out int exponent, out bool isExact)
    {
        digits = 0;
        exponent = 0;
        isExact = false;
        if (text[position] == (byte)'-')
        {
            position++;
        }

        int first = position;
        position = Digits(text, position, ref digits);
        int count = position - first;
        if (count == 0 || (count > 1 && text[first] == (byte)'0'))
        {
            return -1;
        }

        if (position < text.Length && text[position] == (byte)'.')
        {
            int fraction = ++position;
            position = Digits(text, position, ref digits);
            if (position == fraction)
            {
                return -1;
            }

            exponent = fraction - position;
            count -= exponent;
        }

        bool isShort = true;
        if (position < text.Length && (text[position] | 0x20) == (byte)'e')
        {
            position = Exponent(text, position + 1, out int written, out isShort);
            exponent += written;
        }

        // Wrapped digits may look small: their count tells.
        isExact = isShort && position >= 0 && count <= MaximumDigits && digits <= MaxExactInteger && Math.Abs(exponent) <= MaxExactPower;
        return position;
    }

    private static int Exponent(ReadOnlySpan<byte> text, int position, out int exponent, out bool isShort)
    {
        exponent = 0;
        bool isNegative = position < text.Length && text[position] == (byte)'-';
        if (isNegative || (position < text.Length && text[position] == (byte)'+'))
        {
            position++;
        }

        int first = position;
        ulong digits = 0;
        position = Digits(text, position, ref digits);
        isShort = position - first <= MaximumExponentDigits;
        if (position == first)
        {
            return -1;
        }

        if (isShort)
        {
            exponent = isNegative ? -(int)digits : (int)digits;
        }

        return position;
    }

    /// <summary>Appends the digits from <paramref name="position"/> on to <paramref name="number"/>, which wraps beyond 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digits(ReadOnlySpan<byte> text, int position, ref ulong number)
    {
        ReadOnlySpan<uint> powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
        while (position < text.Length)
        {
            ulong bytes = EightBytes.At(text, position);
            int count = EightBytes.LeadingDigits(bytes);
            if (count == 0)
            {
                break;
            }

            number = (number * powers[count]) + EightBytes.Number(bytes, count);
            position += count;
            if (count < EightBytes.Length)
            {
                break;
            }
        }

        return position;
    }
}
