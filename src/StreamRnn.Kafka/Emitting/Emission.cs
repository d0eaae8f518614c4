using Confluent.Kafka;

namespace StreamRnn.Kafka.Emitting;

/// <summary>One alert or dead letter on its way to the cluster.</summary>
internal sealed class Emission(string topic, Message<byte[]?, byte[]?> message)
{
    public string Topic { get; } = topic;

    public Message<byte[]?, byte[]?> Message { get; set; } = message;

    /// <summary>What it was emitted in; null before.</summary>
    public EmissionBatch? Batch { get; set; }

    /// <summary>Whose alert it is: the alerts of a stream are written in the order in which they were emitted. Null for a dead letter, which stands for itself.</summary>
    public string? Stream { get; init; }

    /// <summary>What the message was made from, to make a smaller one; null for an alert.</summary>
    public DeadLetter? DeadLetter { get; init; }

    public bool IsAlert => DeadLetter is null;

    /// <summary>What it holds in memory, roughly, in bytes.</summary>
    public long Bytes => 512 + (DeadLetter?.Bytes ?? (Message.Key?.Length ?? 0) + (Message.Value?.Length ?? 0));

    /// <summary>When it was emitted, in ticks of the time provider.</summary>
    public long EmittedAt { get; set; }

    /// <summary>Its place among all that wait for their acknowledgement; null before it was emitted.</summary>
    public LinkedListNode<Emission>? Place { get; set; }

    /// <summary>The bound on what the client had of its topic when it was last sent, in bytes.</summary>
    public long SentWithin { get; set; }
}
