using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace StreamRnn.Kafka.Parsing;

/// <summary>Steps over JSON's smaller tokens (RFC 8259). Each gives the position after the token, or -1 where it is not plainly right.</summary>
internal static class JsonTokens
{
    /// <summary>The first position from <paramref name="position"/> on that holds no blank, tabulator or line end; the text's length at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipBlanks(ReadOnlySpan<byte> text, int position) =>
        (uint)position < (uint)text.Length && text[position] > (byte)' ' ? position : SkipSomeBlanks(text, position);

    /// <summary>The byte at <paramref name="position"/>, or 0, which is no JSON, at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Peek(ReadOnlySpan<byte> text, int position) => (uint)position < (uint)text.Length ? text[position] : (byte)0;

    /// <summary>Steps over <c>true</c>, <c>false</c> or <c>null</c>, which begins at <paramref name="position"/>.</summary>
    public static int SkipWord(ReadOnlySpan<byte> text, int position, ReadOnlySpan<byte> word) =>
        text[position..].StartsWith(word) ? position + word.Length : -1;

    /// <summary>
    /// Steps over the rest of a string after its opening quote. An escape gives -1 even where it is right: whether it is takes
    /// more than a look at one byte. So does a control character, and what isn't UTF-8.
    /// </summary>
    public static int SkipString(ReadOnlySpan<byte> text, int position)
    {
        int start = position;
        for (; position <= text.Length - Vector128<byte>.Count; position += Vector128<byte>.Count)
        {
            Vector128<byte> bytes = Vector128.LoadUnsafe(in text[position]);

            // As signed bytes, those outside ASCII are negative: one comparison finds them and the control characters.
            Vector128<byte> stops = Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(bytes.AsSByte(), Vector128.Create((sbyte)' ')).AsByte();
            if (stops != Vector128<byte>.Zero)
            {
                position += Vector128.IndexOfWhereAllBitsSet(stops);
                return text[position] == (byte)'"' ? position + 1 : SkipOtherString(text, start, position);
            }
        }

        return SkipOtherString(text, start, position);
    }

    private static int SkipOtherString(ReadOnlySpan<byte> text, int start, int position)
    {
        bool isAscii = true;
        for (; position < text.Length; position++)
        {
            byte next = text[position];
            if (next == (byte)'"')
            {
                // A quote is no part of a longer character: the bytes before it must be UTF-8 by themselves.
                return isAscii || Utf8.IsValid(text[start..position]) ? position + 1 : -1;
            }

            if (next == (byte)'\\' || next < (byte)' ')
            {
                return -1;
            }

            isAscii &= next < 0x80;
        }

        return -1;
    }

    private static int SkipSomeBlanks(ReadOnlySpan<byte> text, int position)
    {
        while ((uint)position < (uint)text.Length && text[position] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            position++;
        }

        return position;
    }
}
