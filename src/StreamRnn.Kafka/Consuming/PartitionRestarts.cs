using System.Collections.Concurrent;
using Confluent.Kafka;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// Begins partitions anew whose offsets go back: their log was cut, or deleted and made anew, and what a processor has learnt of
/// the old one would turn the new one's records away as handled. Belongs to a lane's thread.
/// </summary>
internal sealed class PartitionRestarts(
    IConsumer<Ignore, Ignore> consumer, SessionSettings settings, ConcurrentQueue<Error> errors, Reporting reporting)
{
    private readonly List<AssignedPartition> restarted = [];

    /// <summary>Gives a partition a new processor, whose first record is the one at <paramref name="offset"/>.</summary>
    public void Restart(AssignedPartition partition, long offset)
    {
        reporting.Logger.WentBack(settings.Input.Topic, partition.Number, partition.Position, offset);
        partition.Restart(number => settings.Factory.Create(settings.Input.Topic, number));
        reporting.Status.CountRestarts(1);
        restarted.Add(partition);
    }

    /// <summary>
    /// To be called after the batch. The client still holds the partition to be where the old log ended, and would go on from
    /// there after the next pause: it is told where it really is.
    /// </summary>
    public void Settle()
    {
        foreach (AssignedPartition partition in restarted)
        {
            try
            {
                consumer.Seek(new TopicPartitionOffset(settings.Input.Topic, partition.Number, partition.Position));
            }
            catch (KafkaException failure)
            {
                // It fetches nothing just then, as before a hand-over, and begins at the group's commit when it does again.
                errors.Enqueue(failure.Error);
            }
        }

        restarted.Clear();
    }
}
