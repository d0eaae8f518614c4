using System.Buffers.Binary;
using System.Numerics;

namespace StreamRnn.Core.Streams;

/// <summary>
/// A stream's identity inside a lane: 128 bits of its key's hash, so that a row has no text in it. Two of a million
/// streams share an identity with a probability of about 1e-27.
/// </summary>
/// <remarks>MurmurHash3_x64_128 with seed 0 (A. Appleby, 2011, public domain): the same on every machine and in every run.</remarks>
public readonly record struct StreamKey(ulong Low, ulong High)
{
    private const ulong FirstMultiplier = 0x87c37b91114253d5;
    private const ulong SecondMultiplier = 0x4cf5ad432745937f;

    /// <summary>Hashes a key, UTF-8, of any length.</summary>
    public static StreamKey Of(ReadOnlySpan<byte> key)
    {
        ulong low = 0;
        ulong high = 0;
        ReadOnlySpan<byte> rest = key;
        for (; rest.Length >= 16; rest = rest[16..])
        {
            low ^= MixFirst(BinaryPrimitives.ReadUInt64LittleEndian(rest));
            low = (BitOperations.RotateLeft(low, 27) + high) * 5 + 0x52dce729;
            high ^= MixSecond(BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]));
            high = (BitOperations.RotateLeft(high, 31) + low) * 5 + 0x38495ab5;
        }

        if (rest.Length > 8)
        {
            high ^= MixSecond(ReadTail(rest[8..]));
        }

        if (rest.Length > 0)
        {
            low ^= MixFirst(ReadTail(rest[..Math.Min(8, rest.Length)]));
        }

        low ^= (ulong)key.Length;
        high ^= (ulong)key.Length;
        low += high;
        high += low;
        low = Finish(low);
        high = Finish(high);
        low += high;
        return new StreamKey(low, high + low);
    }

    private static ulong MixFirst(ulong block) => BitOperations.RotateLeft(block * FirstMultiplier, 31) * SecondMultiplier;

    private static ulong MixSecond(ulong block) => BitOperations.RotateLeft(block * SecondMultiplier, 33) * FirstMultiplier;

    /// <summary>1 to 8 bytes, little-endian, zero-filled.</summary>
    private static ulong ReadTail(ReadOnlySpan<byte> tail)
    {
        if (tail.Length == 8)
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(tail);
        }

        ulong block = 0;
        for (int i = tail.Length - 1; i >= 0; i--)
        {
            block = (block << 8) | tail[i];
        }

        return block;
    }

    private static ulong Finish(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
