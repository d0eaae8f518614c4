using System.Runtime.InteropServices;

namespace StreamRnn.Benchmarks.Brokers;

/// <summary>librdkafka's <c>rd_kafka_message_t</c> (rdkafka.h), as it is filled to be sent.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OutgoingMessage
{
    public int Error;
    public nint Topic;
    public int Partition;
    public byte* Value;
    public nuint ValueLength;
    public byte* Key;
    public nuint KeyLength;
    public long Offset;
    public nint PrivateState;
}
