using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace StreamRnn.Kafka.Native;

/// <summary>librdkafka's <c>rd_kafka_message_t</c> (rdkafka.h), field by field. Its memory is the client's until the message is destroyed.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct NativeMessage
{
    private readonly int error;
    private readonly nint topic;
    private readonly int partition;
    private readonly byte* payload;
    private readonly nuint payloadLength;
    private readonly byte* key;
    private readonly nuint keyLength;
    private readonly long offset;
    private readonly nint privateState;

    /// <summary>0 for a record; else the client's error code, and the value is its text.</summary>
    public int Error => error;

    /// <summary>The topic's partition.</summary>
    public int Partition => partition;

    /// <summary>The offset in it.</summary>
    public long Offset => offset;

    /// <summary>Whether there is no key at all.</summary>
    public bool KeyIsNull => key is null;

    /// <summary>Whether there is no value at all.</summary>
    public bool ValueIsNull => payload is null;

    /// <summary>The key's bytes; empty also where there is none.</summary>
    public ReadOnlySpan<byte> Key => new(key, checked((int)keyLength));

    /// <summary>The value's bytes; empty also where there is none.</summary>
    public ReadOnlySpan<byte> Value => new(payload, checked((int)payloadLength));

    /// <summary>Begins to fetch the key and the value from memory. For processors that have <see cref="Sse"/>.</summary>
    public void Prefetch()
    {
        Sse.Prefetch0(key);
        Sse.Prefetch0(payload);
    }
}
