using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Kafka.Tests.Parsing;

/// <summary>
/// Makes messages for one shape from a seed: by the grammar first, then, in one of four, bytes are flipped, cut out, doubled or
/// replaced by tokens that parsers get wrong.
/// </summary>
internal sealed class MessageMutations
{
    private static readonly byte[][] tokens =
    [
        .. MessageText.Tokens(
            "{", "}", "[", "]", ",", ":", "\"", " ", "\t", "\r\n", "\\", "\\\"", "\\\\", "\\u0076", "\\ud800", "\\udc00", "\\ud83d\\ude00", "\\x", "\\u12", "/*c*/",
            "//c\n", "\0", "\u0001", "\u001F", "\u007F", "\u0080", "\u00FC", "\u20AC", "\uD83D\uDE00", "\uFEFF", "\u2028", "+", "-", ".", "e", "E", "0", "00", "9", "-0", ".5", "5.",
            "1e", "1e+", "0x1", "NaN", "-Infinity", "null", "nul", "true", "false", "True", "'", "\"time\"", "\"value\"", "\"value\":", "{\"value\":1}", "T", "Z", "z", "24:00",
            ":60", "+14:00", "-00:00", "02-30", "e400", "e-400", "e22", "e23", "00000000000000000000", "9007199254740993", "\u000B", "\u00A0", "\f"),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80], [0xC3], [0x80], [0xF0, 0x9F, 0x98], [0xEF, 0xBB, 0xBF],
    ];

    private readonly MessageText text = new();
    private readonly MessageGrammar grammar;
    private SplitMix64 random;

    /// <summary>Messages of a shape, more or less.</summary>
    public MessageMutations(MessageNode shape, ulong seed)
    {
        grammar = new MessageGrammar(shape, seed, text);
        random = new SplitMix64(~seed);
    }

    /// <summary>The next message: a value that a record may have, valid until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        text.Truncate(0);
        grammar.Write();
        for (int mutations = Choose(4) == 0 ? 1 + Choose(3) : 0; mutations > 0; mutations--)
        {
            Mutate();
        }

        return text.Bytes;
    }

    private int Choose(int count) => random.NextInt(count);

    private void Mutate()
    {
        int position = Choose(text.Length + 1);
        switch (Choose(8))
        {
            case 0 when position < text.Length:
                text.Bytes[position] ^= (byte)(1 << Choose(8));
                break;
            case 1 when position < text.Length:
                text.Bytes[position] = (byte)Choose(256);
                break;
            case 2:
                text.Splice(position, Math.Min(1 + Choose(4), text.Length - position), []);
                break;
            case 3 when position > 0:
                text.Truncate(position);
                break;
            case 4:
                int count = Math.Min(1 + Choose(40), text.Length - position);
                text.Splice(position, 0, text.Bytes.Slice(position, count).ToArray());
                break;
            default:
                text.Splice(position, Math.Min(Choose(3), text.Length - position), tokens[Choose(tokens.Length)]);
                break;
        }
    }
}
