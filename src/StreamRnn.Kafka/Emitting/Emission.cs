using Confluent.Kafka;

namespace StreamRnn.Kafka.Emitting;

/// <summary>One alert or dead letter on its way to the cluster.</summary>
internal sealed class Emission(string topic, Message<byte[]?, byte[]?> message, EmissionBatch batch, DeadLetter? deadLetter)
{
    public string Topic { get; } = topic;

    public Message<byte[]?, byte[]?> Message { get; set; } = message;

    public EmissionBatch Batch { get; } = batch;

    /// <summary>What the message was made from, to make a smaller one; null for an alert.</summary>
    public DeadLetter? DeadLetter { get; } = deadLetter;

    public bool IsAlert => DeadLetter is null;

    /// <summary>What it holds in memory, roughly, in bytes.</summary>
    public long Bytes { get; } = 512 + (deadLetter?.Bytes ?? (message.Key?.Length ?? 0) + (message.Value?.Length ?? 0));
}
