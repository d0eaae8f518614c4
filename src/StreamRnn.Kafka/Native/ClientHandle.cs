using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamRnn.Kafka.Native;

/// <summary>Confluent.Kafka's handle of the librdkafka client behind a consumer, which it doesn't publish: read once by reflection, so that the client is shared and not doubled.</summary>
internal static class ClientHandle
{
    private const string PropertyName = "LibrdkafkaHandle";

    /// <summary>The handle, or null where this version of Confluent.Kafka has none under that name and type.</summary>
    public static SafeHandle? Of(IClient client) =>
        typeof(Handle).GetProperty(PropertyName, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            ?.GetValue(client.Handle) as SafeHandle;
}
