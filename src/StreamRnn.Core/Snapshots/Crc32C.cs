using System.Numerics;
using System.Runtime.InteropServices;

namespace StreamRnn.Core.Snapshots;

/// <summary>The Castagnoli checksum (RFC 3720, appendix B.4), which Kafka's records and processors have too.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (byte last in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, last);
        }

        return ~crc;
    }
}
