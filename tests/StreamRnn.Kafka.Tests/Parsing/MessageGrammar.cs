using System.Text;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Kafka.Tests.Parsing;

/// <summary>
/// Writes messages of one shape by the grammar of JSON: any spacing, order and kind of number, further members, nesting,
/// escapes, names that occur twice. Most are right, and some are what the shape doesn't want.
/// </summary>
internal sealed class MessageGrammar
{
    private static readonly byte[][] plainStrings = MessageText.Tokens(
        "", "text", "pump 23 of the second line, east wing", "\u00B0C", "Temperatur \u00FCber 20 \u20AC, \uD83D\uDE00 so long that no vector holds it", "2026-01-31", "71.3",
        "a]b}c{", "//", "/*", "\u007F");

    private static readonly byte[][] escapedStrings = MessageText.Tokens("a\\\"b", "C:\\\\x", "\\u00fc", "\\ud800", "\\ud83d\\ude00", "\\ude00\\ud83d");

    private static readonly string[] timeFormats =
    [
        .. Enumerable.Repeat("yyyy-MM-dd'T'HH:mm:ss", 8), .. Enumerable.Repeat("yyyy-MM-dd'T'HH:mm:ss.fff", 4), "yyyy-MM-dd'T'HH:mm:ss.fffffff", "yyyy-MM-dd'T'HH:mm:ss.ffffff'789'",
        "yyyy-MM-dd'T'HH:mm:ss.ffffff'7890'", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.ff", "yyyy-MM-dd'T'HH:mm:ss.f", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd",
    ];

    private readonly MessageNode shape;
    private readonly MessageText text;
    private SplitMix64 random;

    /// <summary>Messages of a shape, more or less.</summary>
    public MessageGrammar(MessageNode shape, ulong seed, MessageText text)
    {
        this.shape = shape;
        this.text = text;
        random = new SplitMix64(seed);
    }

    /// <summary>Appends one message.</summary>
    public void Write()
    {
        Blank();
        Object(shape, 0);
        Blank();
    }

    private int Choose(int count) => random.NextInt(count);

    private void Blank()
    {
        if (Choose(10) == 0)
        {
            for (int count = Choose(4); count >= 0; count--)
            {
                text.Write(" \t\r\n"[Choose(4)]);
            }
        }
    }

    private void Object(MessageNode node, int depth)
    {
        // Mostly each member once and in turn, which is what a producer sends; else any of them, or none, in any order.
        bool inTurn = Choose(10) != 0;
        int turn = Choose(4) == 0 ? Choose(Math.Max(1, node.Members.Count)) : 0;
        int count = inTurn ? node.Members.Count : Choose(6);
        bool isFirst = true;
        text.Write('{');
        for (int i = 0; i < count; i++)
        {
            if (Choose(10) == 0)
            {
                Separator(ref isFirst);
                Name(Choose(2) == 0 ? "other"u8 : Text());
                Other(depth);
            }

            if (node.Members.Count > 0)
            {
                MessageNode member = node.Members[inTurn ? (i + turn) % node.Members.Count : Choose(node.Members.Count)];
                Separator(ref isFirst);
                Name(member.Name);
                Value(member, depth);
            }
        }

        Blank();
        text.Write('}');
    }

    private void Separator(ref bool isFirst)
    {
        Blank();
        text.Write(isFirst ? [] : ","u8);
        Blank();
        isFirst = false;
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        text.Write('"');
        int odd = Choose(100);
        if (odd == 0 && name.Length > 0)
        {
            // One byte as an escape: where it is no whole character, the name is another one.
            text.Write(Encoding.ASCII.GetBytes($"\\u{name[0]:x4}"));
            text.Write(name[1..]);
        }
        else
        {
            text.Write(odd == 1 ? Text() : name);
            text.Write(odd == 2 ? "x"u8 : []);
        }

        text.Write('"');
        Blank();
        text.Write(':');
        Blank();
    }

    private void Value(MessageNode node, int depth)
    {
        int odd = Choose(40);
        if (odd == 0)
        {
            Other(depth);
        }
        else if (odd == 1)
        {
            Time();
        }
        else if (node.Members.Count > 0)
        {
            Object(node, depth + 1);
        }
        else if (odd is 2 or 3)
        {
            text.Write("null"u8);
        }
        else if (node.IsTime)
        {
            Time();
        }
        else
        {
            Number();
        }
    }

    private void Other(int depth)
    {
        switch (Choose(8))
        {
            case 0 or 1 or 2:
                text.Write('"');
                text.Write(Text());
                text.Write('"');
                break;
            case 3:
                text.Write("true"u8);
                break;
            case 4:
                text.Write("false"u8);
                break;
            case 5 when depth < 4:
                Object(shape, depth + 1);
                break;
            case 6:
                Array(depth);
                break;
            default:
                Number();
                break;
        }
    }

    private ReadOnlySpan<byte> Text() =>
        Choose(8) == 0 ? escapedStrings[Choose(escapedStrings.Length)] : plainStrings[Choose(plainStrings.Length)];

    private void Array(int depth)
    {
        // Now and then deeper than the scanner follows, and deeper than the reader does.
        int nested = Choose(40) == 0 ? 10 + Choose(60) : 1;
        for (int i = 0; i < nested; i++)
        {
            text.Write('[');
        }

        for (int count = Choose(4); count > 0; count--)
        {
            Blank();
            Other(depth + 1);
            text.Write(count > 1 ? ","u8 : []);
        }

        for (int i = 0; i < nested; i++)
        {
            text.Write(']');
        }
    }

    private void Time()
    {
        Span<byte> digits = stackalloc byte[40];
        if (Choose(4) == 0)
        {
            long seconds = 1_769_860_800 + Choose(1 << 20);
            (Choose(2) == 0 ? seconds : (seconds * 1000) + Choose(1000)).TryFormat(digits, out int count);
            text.Write(digits[..count]);
            return;
        }

        // Any time from 1975 to 2205: both ends of the range are crossed.
        DateTime time = new DateTime(1975, 1, 1).AddSeconds(random.NextUInt64() % (230UL * 31_557_600)).AddTicks(Choose(10_000_000));
        time.TryFormat(digits, out int written, timeFormats[Choose(timeFormats.Length)], System.Globalization.CultureInfo.InvariantCulture);
        text.Write('"');
        text.Write(digits[..written]);
        switch (Choose(6))
        {
            case 0:
                break;
            case 1:
                // Fields beyond their ranges as well.
                text.Write(Choose(2) == 0 ? '+' : '-');
                Digits(2, Choose(2) == 0 ? 2 : 10);
                text.Write(':');
                Digits(2, Choose(4) == 0 ? 10 : 6);
                break;
            default:
                text.Write('Z');
                break;
        }

        text.Write('"');
    }

    private void Digits(int count, int under)
    {
        for (; count > 0; count--)
        {
            text.Write((char)('0' + Choose(under)));
        }
    }

    private void Number()
    {
        switch (Choose(8))
        {
            case 0:
                // The shortest text of any double, mostly one below 1e30.
                Span<byte> digits = stackalloc byte[32];
                ulong bits = random.NextUInt64();
                bits = Choose(10) == 0 ? bits : (bits & ~(0x7FFUL << 52)) | ((ulong)(1023 - 60 + Choose(159)) << 52);
                double any = BitConverter.UInt64BitsToDouble(bits);
                (double.IsFinite(any) ? any : 0).TryFormat(digits, out int written, default, System.Globalization.CultureInfo.InvariantCulture);
                text.Write(digits[..written]);
                break;
            case 1:
                Sign();
                Digits(1 + Choose(25), 10);
                Fraction(25);
                Exponent(Choose(10) == 0 ? 400 : 20);
                break;
            case 2:
                // Around the exact powers and the exact whole numbers.
                Sign();
                text.Write("9007199254740993"u8[..(14 + Choose(3))]);
                Fraction(4);
                Exponent(25);
                break;
            default:
                Sign();
                text.Write((char)('1' + Choose(9)));
                Digits(Choose(5), 10);
                Fraction(6);
                break;
        }
    }

    private void Sign() => text.Write(Choose(4) == 0 ? "-"u8 : []);

    private void Fraction(int maximum)
    {
        if (Choose(3) != 0)
        {
            text.Write('.');
            Digits(1 + Choose(maximum), Choose(6) == 0 ? 1 : 10);
        }
    }

    private void Exponent(int maximum)
    {
        if (Choose(2) == 0)
        {
            Span<byte> digits = stackalloc byte[8];
            text.Write(Choose(2) == 0 ? 'e' : 'E');
            text.Write(Choose(3) switch { 0 => "+"u8, 1 => "-"u8, _ => [] });
            Choose(maximum).TryFormat(digits, out int written);
            text.Write(digits[..written]);
        }
    }
}
