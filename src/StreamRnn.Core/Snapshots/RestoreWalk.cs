using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace StreamRnn.Core.Snapshots;

/// <summary>Reads what a <see cref="SaveWalk"/> wrote. Whatever the bytes are, it takes no more memory than they do.</summary>
public sealed class RestoreWalk(ReadOnlyMemory<byte> bytes) : StateWalk
{
    private ReadOnlyMemory<byte> rest = bytes;

    /// <inheritdoc/>
    public override bool IsRestoring => true;

    /// <inheritdoc/>
    public override long Next(long value) => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <inheritdoc/>
    public override double Next(double value) => BitConverter.Int64BitsToDouble(Next(0L));

    /// <inheritdoc/>
    public override double NextTold(double value) => Next(value);

    /// <inheritdoc/>
    public override void Block<T>(Span<T> values)
    {
        Span<byte> destination = MemoryMarshal.AsBytes(values);
        Take(destination.Length).CopyTo(destination);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> value) => Take(Next(0L));

    /// <summary>Ends the walk.</summary>
    /// <exception cref="InvalidSnapshotException">There is more than was walked over.</exception>
    public void End()
    {
        if (!rest.IsEmpty)
        {
            throw new InvalidSnapshotException($"{rest.Length} bytes are left over after the state's end");
        }
    }

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0 || length > rest.Length)
        {
            throw new InvalidSnapshotException($"the state goes on for {length} bytes and {rest.Length} are there");
        }

        ReadOnlySpan<byte> taken = rest.Span[..(int)length];
        rest = rest[(int)length..];
        return taken;
    }
}
