using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamRnn.Kafka.Native;

namespace StreamRnn.Benchmarks.Brokers;

/// <summary>The calls of librdkafka's rdkafka.h by which many records are handed over at once.</summary>
internal static unsafe partial class LibrdkafkaProducing
{
    /// <summary>Keys and values are copied.</summary>
    public const int Copy = 2;

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "The resolver must stand before the first native call of this assembly, whichever type makes it.")]
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(LibrdkafkaProducing).Assembly, LibrdkafkaLibrary.Resolve);

    [LibraryImport(LibrdkafkaLibrary.Name, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewTopic(nint client, string topic, nint configuration);

    [LibraryImport(LibrdkafkaLibrary.Name, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void DestroyTopic(nint topic);

    /// <summary>Returns how many were taken; the others have an error, usually a full queue.</summary>
    [LibraryImport(LibrdkafkaLibrary.Name, EntryPoint = "rd_kafka_produce_batch")]
    public static partial int Produce(nint topic, int partition, int flags, OutgoingMessage* messages, int count);
}

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
