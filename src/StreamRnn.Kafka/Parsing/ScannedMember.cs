using System.Runtime.CompilerServices;

namespace StreamRnn.Kafka.Parsing;

/// <summary>One member that the scanner looks for: a leaf or an object with members of its own.</summary>
internal sealed class ScannedMember
{
    private readonly byte[] nameAndQuote;
    private readonly ulong start;
    private readonly ulong startMask;

    /// <summary>Makes the member of a node of the pointers' tree; <paramref name="ordinal"/> is its place among the inner nodes, -1 for a leaf.</summary>
    public ScannedMember(ReadOnlySpan<byte> name, int leaf, int ordinal, ScannedMember[] members)
    {
        nameAndQuote = [.. name, (byte)'"'];
        Leaf = leaf;
        Ordinal = ordinal;
        Members = members;
        Span<byte> first = stackalloc byte[EightBytes.Length];
        first.Clear();
        nameAndQuote.AsSpan(0, Math.Min(first.Length, nameAndQuote.Length)).CopyTo(first);
        start = EightBytes.At(first, 0);
        startMask = nameAndQuote.Length >= first.Length ? ulong.MaxValue : (1UL << (8 * nameAndQuote.Length)) - 1;
    }

    /// <summary>Whether the pointers lead on into this member.</summary>
    public bool IsInner => Ordinal >= 0;

    /// <summary><see cref="PointerTree.TimeLeaf"/> or a feature's index; without meaning for an inner member.</summary>
    public int Leaf { get; }

    /// <summary>The place among the inner members, 0 and above; -1 for a leaf.</summary>
    public int Ordinal { get; }

    /// <summary>The members wanted inside; empty for a leaf.</summary>
    public ScannedMember[] Members { get; }

    /// <summary>The name's bytes and the closing quote.</summary>
    public int Length => nameAndQuote.Length;

    /// <summary>Whether a name can stand in a text without escapes: no quote, backslash or control character is in it.</summary>
    public static bool CanBeWrittenPlainly(ReadOnlySpan<byte> name) =>
        name.IndexOfAny((byte)'"', (byte)'\\') < 0 && name.IndexOfAnyInRange((byte)0, (byte)0x1F) < 0;

    /// <summary>Whether a text goes on with the name and its quote, where <paramref name="next"/> are its next eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNamedAt(ReadOnlySpan<byte> text, int position, ulong next) =>
        (next & startMask) == start
        && (nameAndQuote.Length <= EightBytes.Length || text[position..].StartsWith(nameAndQuote));
}
