using Confluent.Kafka;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// Takes a key or a value out of the client's memory into one buffer that the next record overwrites, so that consuming
/// allocates no array per record. Belongs to one consumer and its thread.
/// </summary>
internal sealed class BorrowedBytes : IDeserializer<BorrowedBytes>
{
    /// <summary>What is kept between records; a larger buffer goes with the record that needed it.</summary>
    private const int KeptBytes = 1 << 20;

    private byte[] buffer = new byte[1024];
    private int length;

    /// <summary>Whether the record has none.</summary>
    public bool IsNull { get; private set; }

    /// <summary>The bytes, valid until the next record is consumed.</summary>
    public ReadOnlySpan<byte> Span => buffer.AsSpan(0, length);

    /// <inheritdoc/>
    public BorrowedBytes Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (data.Length > buffer.Length || (buffer.Length > KeptBytes && data.Length <= KeptBytes))
        {
            buffer = new byte[Math.Max(1024, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)data.Length))];
        }

        data.CopyTo(buffer);
        length = data.Length;
        IsNull = isNull;
        return this;
    }
}
