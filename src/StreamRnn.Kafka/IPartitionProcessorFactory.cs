namespace StreamRnn.Kafka;

/// <summary>Makes a processor for each partition as it is assigned. Called by the group's thread; what the processors share must be safe for many threads.</summary>
public interface IPartitionProcessorFactory
{
    /// <summary>Makes the processor of an input partition.</summary>
    IPartitionProcessor Create(string topic, int partition);
}
