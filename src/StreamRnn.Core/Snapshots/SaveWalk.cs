using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace StreamRnn.Core.Snapshots;

/// <summary>Writes all that it walks over: numbers as 8 bytes and blocks as they stand in memory, little-endian; a text as its length in bytes and UTF-8.</summary>
public sealed class SaveWalk(IBufferWriter<byte> writer) : StateWalk
{
    /// <inheritdoc/>
    public override bool IsRestoring => false;

    /// <inheritdoc/>
    public override long Next(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(writer.GetSpan(sizeof(long)), value);
        writer.Advance(sizeof(long));
        return value;
    }

    /// <inheritdoc/>
    public override double Next(double value)
    {
        Next(BitConverter.DoubleToInt64Bits(value));
        return value;
    }

    /// <inheritdoc/>
    public override double NextTold(double value) => Next(value);

    /// <inheritdoc/>
    public override void Block<T>(Span<T> values) => writer.Write(MemoryMarshal.AsBytes(values));

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> value)
    {
        Next((long)value.Length);
        writer.Write(value);
        return value;
    }
}
