using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamRnn.Kafka.Parsing;

/// <summary>
/// Eight bytes of a text at once, the first one lowest. Names are compared and digits converted this way: a reading's
/// names and numbers are shorter than any vector, and the length of a number is no branch that a processor guesses wrong.
/// </summary>
internal static class EightBytes
{
    /// <summary>The shortest text that can be read.</summary>
    public const int Length = 8;

    private const ulong Zeros = 0x3030303030303030;

    /// <summary>The bytes from <paramref name="position"/> on, zeros past the end. The text has at least <see cref="Length"/> bytes and the position lies inside, which the callers see to: it isn't checked again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong At(ReadOnlySpan<byte> text, int position)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        int missing = position + Length - text.Length;
        ulong bytes = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, (nint)(uint)(position - Math.Max(missing, 0))));
        bytes = BitConverter.IsLittleEndian ? bytes : BinaryPrimitives.ReverseEndianness(bytes);
        return missing <= 0 ? bytes : bytes >> (8 * missing);
    }

    /// <summary>How many of the bytes are digits before the first that is none: 0 to 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeadingDigits(ulong bytes)
    {
        // A digit becomes 0 to 9, so that only other bytes reach the highest bit; a carry spoils nothing below them.
        ulong values = bytes ^ Zeros;
        ulong others = ((values + 0x7676767676767676) | values) & 0x8080808080808080;
        return BitOperations.TrailingZeroCount(others) >> 3;
    }

    /// <summary>The number that the first <paramref name="digits"/> bytes write, 1 to 8 of them, all digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Number(ulong bytes, int digits)
    {
        // Zeros in front, then pairs, fours and the eight, each step in all places at once.
        ulong values = (bytes ^ Zeros) << (8 * (Length - digits));
        values = (values * 10) + (values >> 8);
        return (uint)((((values & 0x000000FF000000FF) * 0x000F424000000064) + (((values >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32);
    }
}
