namespace StreamRnn.Kafka;

/// <summary>Where all that is emitted goes. It leaves together with the offsets that caused it.</summary>
public interface IOutbox
{
    /// <summary>Adds a CloudEvent for the alert topic.</summary>
    void Add(CloudEvent alert);
}
