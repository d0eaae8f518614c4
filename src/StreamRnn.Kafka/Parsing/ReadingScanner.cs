using System.Runtime.CompilerServices;
using StreamRnn.Core.Streams;

namespace StreamRnn.Kafka.Parsing;

/// <summary>
/// Reads the usual message straight from its bytes: an object, in which numbers, a time or null stand where the configured
/// pointers lead, in any order and with any spacing, among members of any kind. Either it reads a message just as
/// the document reader of <see cref="SensorEventParser"/> does, or it leaves the message to that reader; it never rejects.
/// </summary>
/// <remarks>
/// Left to the reader, because rare and better decided in one place: whatever is not valid JSON or UTF-8; an escape in any name
/// or string (it may hide a configured name); an object of configured members that occurs twice (the second makes the
/// first forgotten; a number or time that occurs twice just overwrites); a feature that is text, true, false, an object or an
/// array, or lies outside the range; a time in another form than <see cref="IsoTime"/>'s; an array on a configured path;
/// nesting below <see cref="MaximumDepth"/>; a text of less than eight bytes, or one that starts with anything but an object,
/// as with a byte order mark.
/// </remarks>
internal sealed class ReadingScanner
{
    /// <summary>Deeper than any message that people design, and far from the reader's 64.</summary>
    private const int MaximumDepth = 16;

    /// <summary>As many as one word has bits to mark them as read.</summary>
    private const int MaximumInnerMembers = 64;

    private readonly ScannedMember[] members;

    private ReadingScanner(ScannedMember[] members) => this.members = members;

    /// <summary>Makes a scanner for a tree of pointers, or null where it has more inner nodes than the scanner tells apart.</summary>
    public static ReadingScanner? Build(PointerTree root)
    {
        int innerMembers = 0;
        ScannedMember[] members = root.ScannedMembers(ref innerMembers);
        return innerMembers <= MaximumInnerMembers ? new ReadingScanner(members) : null;
    }

    /// <summary>
    /// Reads <paramref name="text"/> into <paramref name="reading"/>, which has been cleared. Where it gives false, the
    /// reading holds parts and must be cleared again before the text is read in another way.
    /// </summary>
    public bool TryScan(ReadOnlySpan<byte> text, ParsedReading reading)
    {
        if (text.Length < EightBytes.Length)
        {
            return false;
        }

        int position = JsonTokens.SkipBlanks(text, 0);
        if (JsonTokens.Peek(text, position) != (byte)'{')
        {
            return false;
        }

        ulong opened = 0;
        position = ScanObject(text, position + 1, members, 1, ref opened, reading);
        return position >= 0 && JsonTokens.SkipBlanks(text, position) == text.Length;
    }

    /// <summary>Reads the members of an object after its brace. Where <paramref name="wanted"/> is empty it only steps over them.</summary>
    private static int ScanObject(ReadOnlySpan<byte> text, int position, ScannedMember[] wanted, int depth, ref ulong opened, ParsedReading reading)
    {
        position = JsonTokens.SkipBlanks(text, position);
        if (depth > MaximumDepth || JsonTokens.Peek(text, position) == (byte)'}')
        {
            return depth > MaximumDepth ? -1 : position + 1;
        }

        int expected = 0;
        while (JsonTokens.Peek(text, position) == (byte)'"' && ++position < text.Length)
        {
            ScannedMember? member = Find(text, position, wanted, ref expected);
            position = member is null ? JsonTokens.SkipString(text, position) : position + member.Length;
            if (position < 0)
            {
                return -1;
            }

            position = JsonTokens.SkipBlanks(text, position);
            if (JsonTokens.Peek(text, position) != (byte)':')
            {
                return -1;
            }

            position = JsonTokens.SkipBlanks(text, position + 1);
            position = position >= text.Length ? -1
                : member is null ? SkipValue(text, position, depth, ref opened, reading)
                : member.IsInner ? ScanInner(text, position, member, depth, ref opened, reading)
                : ScanLeaf(text, position, member.Leaf, reading);
            if (position < 0)
            {
                return -1;
            }

            position = GoOn(text, position, (byte)'}', out bool isOver);
            if (isOver)
            {
                return position;
            }
        }

        return -1;
    }

    /// <summary>The member whose name stands at <paramref name="position"/>, or null. Messages keep an order: the member after the last one found is tried first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ScannedMember? Find(ReadOnlySpan<byte> text, int position, ScannedMember[] wanted, ref int expected)
    {
        ulong next = EightBytes.At(text, position);
        for (int tried = 0; tried < wanted.Length; tried++)
        {
            int candidate = expected < wanted.Length ? expected : 0;
            expected = candidate + 1;
            if (wanted[candidate].IsNamedAt(text, position, next))
            {
                return wanted[candidate];
            }
        }

        return null;
    }

    private static int ScanInner(ReadOnlySpan<byte> text, int position, ScannedMember member, int depth, ref ulong opened, ParsedReading reading)
    {
        ulong mark = 1UL << member.Ordinal;
        if (text[position] != (byte)'{' || (opened & mark) != 0)
        {
            return -1;
        }

        opened |= mark;
        return ScanObject(text, position + 1, member.Members, depth + 1, ref opened, reading);
    }

    private static int ScanLeaf(ReadOnlySpan<byte> text, int position, int leaf, ParsedReading reading)
    {
        double number = double.NaN;
        long time = 0;
        FieldState state = FieldState.Read;
        byte first = text[position];
        if (first == (byte)'n')
        {
            position = JsonTokens.SkipWord(text, position, "null"u8);
            state = FieldState.Absent;
        }
        else if (first == (byte)'"')
        {
            position = leaf == PointerTree.TimeLeaf ? IsoTime.Read(text, position + 1, out time) : -1;
        }
        else
        {
            position = DecimalNumber.Read(text, position, out number);
            if (leaf == PointerTree.TimeLeaf)
            {
                state = EventTime.FromUnix(number, out time);
            }
            else if (!(Math.Abs(number) <= LaneOptions.MaxMagnitude))
            {
                return -1;
            }
        }

        if (leaf == PointerTree.TimeLeaf)
        {
            reading.Time = time;
            reading.TimeState = state;
        }
        else
        {
            reading.WritableValues[leaf] = number;
            reading.ValueStates[leaf] = state;
        }

        return position;
    }

    /// <summary>Steps over a value that no pointer leads to. What is being read is only handed on to where nothing is wanted.</summary>
    private static int SkipValue(ReadOnlySpan<byte> text, int position, int depth, ref ulong opened, ParsedReading reading) =>
        text[position] switch
        {
            (byte)'"' => JsonTokens.SkipString(text, position + 1),
            (byte)'{' => ScanObject(text, position + 1, [], depth + 1, ref opened, reading),
            (byte)'[' => SkipArray(text, position + 1, depth + 1, ref opened, reading),
            (byte)'t' => JsonTokens.SkipWord(text, position, "true"u8),
            (byte)'f' => JsonTokens.SkipWord(text, position, "false"u8),
            (byte)'n' => JsonTokens.SkipWord(text, position, "null"u8),
            _ => DecimalNumber.Skip(text, position),
        };

    private static int SkipArray(ReadOnlySpan<byte> text, int position, int depth, ref ulong opened, ParsedReading reading)
    {
        position = JsonTokens.SkipBlanks(text, position);
        if (depth > MaximumDepth || JsonTokens.Peek(text, position) == (byte)']')
        {
            return depth > MaximumDepth ? -1 : position + 1;
        }

        while (position < text.Length)
        {
            position = SkipValue(text, position, depth, ref opened, reading);
            if (position < 0)
            {
                return -1;
            }

            position = GoOn(text, position, (byte)']', out bool isOver);
            if (isOver)
            {
                return position;
            }
        }

        return -1;
    }

    /// <summary>Steps over the comma after a member or an element, or over the closing bracket, which is the end as an error is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int GoOn(ReadOnlySpan<byte> text, int position, byte closing, out bool isOver)
    {
        position = JsonTokens.SkipBlanks(text, position);
        byte next = JsonTokens.Peek(text, position);
        isOver = next != (byte)',';
        return next == closing ? position + 1 : isOver ? -1 : JsonTokens.SkipBlanks(text, position + 1);
    }
}
