using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace StreamRnn.Alerting;

/// <summary>Names an incident after the event that opened it.</summary>
internal static class IncidentId
{
    private const int IdBytes = 16;

    /// <summary>
    /// The first 16 bytes, as 32 lower-case hexadecimal digits, of the SHA-256 of: stream and topic as UTF-8, each behind its
    /// length in bytes (int32), then partition (int32) and offset (int64), all little-endian. The lengths keep ("ab", "c")
    /// and ("a", "bc") apart.
    /// </summary>
    public static string Of(Exceedance opening) => Of(opening.Stream, opening);

    /// <summary>The same with another name in the place of the stream.</summary>
    public static string Of(string name, Exceedance opening)
    {
        int streamBytes = Encoding.UTF8.GetByteCount(name);
        int topicBytes = Encoding.UTF8.GetByteCount(opening.Topic);
        byte[] encoded = new byte[sizeof(int) + streamBytes + sizeof(int) + topicBytes + sizeof(int) + sizeof(long)];
        Span<byte> rest = WriteText(encoded, name, streamBytes);
        rest = WriteText(rest, opening.Topic, topicBytes);
        BinaryPrimitives.WriteInt32LittleEndian(rest, opening.Partition);
        BinaryPrimitives.WriteInt64LittleEndian(rest[sizeof(int)..], opening.Offset);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(encoded, hash);
        return Convert.ToHexStringLower(hash[..IdBytes]);
    }

    private static Span<byte> WriteText(Span<byte> destination, string text, int bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, bytes);
        Encoding.UTF8.GetBytes(text, destination[sizeof(int)..]);
        return destination[(sizeof(int) + bytes)..];
    }
}
