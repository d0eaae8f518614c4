using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace StreamRnn.Kafka.Emitting;

/// <summary>Writes a CloudEvent as a Kafka record in binary content mode (CloudEvents Kafka protocol binding 1.0, section 3.2).</summary>
internal static class CloudEventMessage
{
    public static Message<byte[]?, byte[]?> From(CloudEvent cloudEvent) => new()
    {
        Key = Encoding.UTF8.GetBytes(cloudEvent.Subject),
        Value = cloudEvent.Data.ToArray(),
        Headers =
        [
            Text("ce_specversion", "1.0"),
            Text("ce_id", cloudEvent.Id),
            Text("ce_source", cloudEvent.Source),
            Text("ce_type", cloudEvent.Type),
            Text("ce_subject", cloudEvent.Subject),
            Text("ce_time", cloudEvent.Time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
            Text("ce_dataschema", cloudEvent.DataSchema),
            Text("content-type", "application/json"),
        ],
    };

    public static Header Text(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));
}
