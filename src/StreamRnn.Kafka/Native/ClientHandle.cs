using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamRnn.Kafka.Native;

/// <summary>Confluent.Kafka's handle of the librdkafka client behind a consumer or producer, which it doesn't publish: read once by reflection, so that the client is shared and not doubled.</summary>
internal static class ClientHandle
{
    private const string PropertyName = "LibrdkafkaHandle";

    /// <summary>The handle.</summary>
    /// <exception cref="KafkaFatalException">This version of Confluent.Kafka has none under that name and type; the message names it and the one that is needed.</exception>
    public static SafeHandle Of(IClient client) =>
        typeof(Handle).GetProperty(PropertyName, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            ?.GetValue(client.Handle) is SafeHandle { IsInvalid: false } handle
            ? handle
            : throw new KafkaFatalException(
                $"Records are read through the client inside Confluent.Kafka {Needed()}; the Confluent.Kafka {Found()} beside this program doesn't show it: "
                + "install the program with the files that it was published with.");

    private static string? Needed() => Short(
        typeof(ClientHandle).Assembly.GetReferencedAssemblies().Single(static reference => reference.Name == FoundName().Name));

    private static string? Found() => Short(FoundName());

    private static AssemblyName FoundName() => typeof(Handle).Assembly.GetName();

    private static string? Short(AssemblyName assembly) => assembly.Version?.ToString(3);
}
