namespace StreamRnn.Kafka;

/// <summary>Makes a processor for each partition as it is assigned.</summary>
public interface IPartitionProcessorFactory
{
    /// <summary>Makes the processor of an input partition.</summary>
    IPartitionProcessor Create(string topic, int partition);
}
