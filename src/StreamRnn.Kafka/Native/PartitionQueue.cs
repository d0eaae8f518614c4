namespace StreamRnn.Kafka.Native;

/// <summary>The client's queue of one assigned partition, to be forwarded to its lane's. Belongs to the group's thread; disposed once, by any.</summary>
internal sealed class PartitionQueue(nint source, nint destination) : IDisposable
{
    private nint source = source;

    /// <summary>
    /// Lets the partition's records go to its lane's queue, or sets that again. The client clears it when it stops fetching a
    /// partition: should that come late, after the partition has been assigned anew, what has gathered meanwhile moves on in
    /// its order, else nothing changes.
    /// </summary>
    public void Forward() => LibrdkafkaMessages.Forward(source, destination);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The group's thread and a lane thread that was given up on may both come to it.
        nint held = Interlocked.Exchange(ref source, 0);
        if (held != 0)
        {
            LibrdkafkaMessages.DestroyQueue(held);
        }
    }
}
