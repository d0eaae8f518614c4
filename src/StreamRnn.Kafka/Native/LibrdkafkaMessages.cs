using System.Runtime.InteropServices;

namespace StreamRnn.Kafka.Native;

/// <summary>The calls of librdkafka's rdkafka.h by which messages are taken from a consumer without a copy.</summary>
internal static unsafe partial class LibrdkafkaMessages
{
    [LibraryImport(LibrdkafkaLibrary.Name, EntryPoint = "rd_kafka_queue_new")]
    public static partial nint NewQueue(nint client);

    [LibraryImport(LibrdkafkaLibrary.Name, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void DestroyQueue(nint queue);

    [LibraryImport(LibrdkafkaLibrary.Name, EntryPoint = "rd_kafka_queue_get_partition", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint PartitionQueue(nint client, string topic, int partition);

    [LibraryImport(LibrdkafkaLibrary.Name, EntryPoint = "rd_kafka_queue_forward")]
    public static partial void Forward(nint source, nint destination);

    [LibraryImport(LibrdkafkaLibrary.Name, EntryPoint = "rd_kafka_queue_length")]
    public static partial nuint Length(nint queue);

    [LibraryImport(LibrdkafkaLibrary.Name, EntryPoint = "rd_kafka_queue_yield")]
    public static partial void Wake(nint queue);

    [LibraryImport(LibrdkafkaLibrary.Name, EntryPoint = "rd_kafka_consume_batch_queue")]
    public static partial nint ConsumeBatch(nint queue, int timeoutMilliseconds, NativeMessage** messages, nuint capacity);

    [LibraryImport(LibrdkafkaLibrary.Name, EntryPoint = "rd_kafka_message_destroy")]
    public static partial void Destroy(NativeMessage* message);

    // Reads two fields: cheaper than telling the garbage collector of the call.
    [LibraryImport(LibrdkafkaLibrary.Name, EntryPoint = "rd_kafka_message_timestamp")]
    [SuppressGCTransition]
    public static partial long Timestamp(NativeMessage* message, int* type);

    [LibraryImport(LibrdkafkaLibrary.Name, EntryPoint = "rd_kafka_message_headers")]
    public static partial int Headers(NativeMessage* message, out nint headers);

    [LibraryImport(LibrdkafkaLibrary.Name, EntryPoint = "rd_kafka_header_get_all")]
    public static partial int Header(nint headers, nuint index, out byte* name, out byte* value, out nuint valueLength);
}
