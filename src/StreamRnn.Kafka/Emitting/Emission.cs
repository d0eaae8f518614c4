using Confluent.Kafka;

namespace StreamRnn.Kafka.Emitting;

/// <summary>One alert or dead letter on its way to the cluster.</summary>
internal sealed class Emission
{
    private CloudEvent? current;

    /// <summary>An alert.</summary>
    public Emission(string topic, CloudEvent alert)
        : this(topic, CloudEventMessage.From(alert), alert.Subject.Length + alert.Data.Length)
    {
        Alert = current = alert;
    }

    /// <summary>A dead letter.</summary>
    public Emission(string topic, DeadLetter deadLetter)
        : this(topic, deadLetter.ToMessage(), deadLetter.Bytes)
    {
        DeadLetter = deadLetter;
    }

    private Emission(string topic, Message<byte[]?, byte[]?> message, long contentBytes)
    {
        Topic = topic;
        Message = message;
        Bytes = 512 + contentBytes;
    }

    public string Topic { get; }

    public Message<byte[]?, byte[]?> Message { get; private set; }

    /// <summary>The alert as it was emitted; null for a dead letter.</summary>
    public CloudEvent? Alert { get; }

    /// <summary>The dead letter; null for an alert.</summary>
    public DeadLetter? DeadLetter { get; }

    /// <summary>Whose alert it is: the alerts of a stream are written in the order in which they were emitted. Null for a dead letter, which stands for itself.</summary>
    public string? Stream => Alert?.Subject;

    /// <summary>Whether less is written than was emitted.</summary>
    public bool IsCut => DeadLetter?.IsCut ?? !ReferenceEquals(current, Alert);

    /// <summary>What it was emitted in; null before.</summary>
    public EmissionBatch? Batch { get; set; }

    /// <summary>What it holds in memory, roughly, in bytes; the same however it is cut.</summary>
    public long Bytes { get; }

    /// <summary>When the client was first given it, in ticks of the time provider.</summary>
    public long SentAt { get; set; }

    /// <summary>Its place among all that the client was given; null before.</summary>
    public LinkedListNode<Emission>? Place { get; set; }

    /// <summary>The bound on what the client had of its topic when it was last sent, in bytes.</summary>
    public long SentWithin { get; set; }

    /// <summary>After the cluster refused the size: makes the message smaller. False where it can't be.</summary>
    public bool TryShorten()
    {
        if (DeadLetter is not null)
        {
            if (!DeadLetter.Shrink())
            {
                return false;
            }

            Message = DeadLetter.ToMessage();
            return true;
        }

        if (current!.Shorter is not { } shorter)
        {
            return false;
        }

        current = shorter();
        Message = CloudEventMessage.From(current);
        return true;
    }
}
