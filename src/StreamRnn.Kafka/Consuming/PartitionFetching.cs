using Confluent.Kafka;

namespace StreamRnn.Kafka.Consuming;

/// <summary>Where the client fetches a partition from, and when it begins to. Belongs to the group's thread.</summary>
internal sealed class PartitionFetching(IConsumer<Ignore, Ignore> consumer, string topic)
{
    /// <summary>Lets the client not fetch a partition that is being assigned; its lane thread lets it do so later.</summary>
    public void Hold(int partition) => consumer.Pause([new TopicPartition(topic, partition)]);

    /// <summary>Takes that back from a partition that goes before: the client would remember it, even if the partition is assigned again.</summary>
    public void Release(int partition)
    {
        try
        {
            consumer.Resume([new TopicPartition(topic, partition)]);
        }
        catch (KafkaException)
        {
            // One that the client has forgotten by itself needs no taking back.
        }
    }

    /// <summary>Lets the client go on from an offset; false where it has not begun with the partition yet and can't.</summary>
    public bool TrySeek(int partition, long offset)
    {
        try
        {
            consumer.Seek(new TopicPartitionOffset(topic, partition, offset));
            return true;
        }
        catch (KafkaException early) when (!early.Error.IsFatal)
        {
            return false;
        }
    }
}
