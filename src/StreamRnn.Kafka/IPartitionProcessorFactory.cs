namespace StreamRnn.Kafka;

/// <summary>Makes a processor for each partition as it is assigned. Called by the group's thread, and by a lane thread for a partition whose log is another one than before; it and what the processors share must be safe for many threads.</summary>
public interface IPartitionProcessorFactory
{
    /// <summary>Makes the processor of an input partition. The one before it, if there was one, is disposed.</summary>
    IPartitionProcessor Create(string topic, int partition);
}
