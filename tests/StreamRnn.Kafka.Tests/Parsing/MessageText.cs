using System.Text;

namespace StreamRnn.Kafka.Tests.Parsing;

/// <summary>A message in the making: one buffer that every message is written into. What would not fit is left out.</summary>
internal sealed class MessageText
{
    /// <summary>Longest message.</summary>
    private const int MaximumLength = 4096;

    private readonly byte[] buffer = new byte[MaximumLength];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes written.</summary>
    public Span<byte> Bytes => buffer.AsSpan(0, Length);

    /// <summary>Texts as UTF-8.</summary>
    public static byte[][] Tokens(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Keeps the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => Splice(Length, 0, bytes);

    /// <summary>Appends an ASCII character.</summary>
    public void Write(char character) => Write([(byte)character]);

    /// <summary>Replaces <paramref name="removed"/> bytes at <paramref name="position"/> by others.</summary>
    public void Splice(int position, int removed, ReadOnlySpan<byte> inserted)
    {
        if (Length - removed + inserted.Length <= buffer.Length)
        {
            Bytes[(position + removed)..].CopyTo(buffer.AsSpan(position + inserted.Length));
            inserted.CopyTo(buffer.AsSpan(position));
            Length += inserted.Length - removed;
        }
    }
}
