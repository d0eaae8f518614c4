namespace StreamRnn.Kafka.Native;

/// <summary>The client's queue of one assigned partition, forwarded to ours. Belongs to the consumer's thread.</summary>
internal sealed class PartitionQueue : IDisposable
{
    private readonly nint destination;
    private nint source;

    public PartitionQueue(nint source, nint destination)
    {
        this.source = source;
        this.destination = destination;
        Forward();
    }

    /// <summary>
    /// Sets the forwarding again. The client clears it when it stops fetching a partition: should that come late, after
    /// the partition has been assigned anew, what has gathered meanwhile moves on in its order, else nothing changes.
    /// </summary>
    public void Forward() => LibrdkafkaMessages.Forward(source, destination);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (source != 0)
        {
            LibrdkafkaMessages.DestroyQueue(source);
            source = 0;
        }
    }
}
