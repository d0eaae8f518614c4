using Confluent.Kafka;
using StreamRnn.Kafka.Emitting;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// Pauses the partitions of one thread while too much waits for its acknowledgement, in all or of one stream. To be asked by that thread between its
/// batches: the client goes on later from the last record that was taken, which must not be one that is being taken just then.
/// </summary>
internal sealed class IntakeBound(IConsumer<Ignore, Ignore> consumer, string topic, EmissionQueue emissions)
{
    /// <summary>Whether the partitions are paused.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Pauses them where too much waits, and lets them go on where enough of it is acknowledged.</summary>
    public void Apply(IReadOnlyCollection<AssignedPartition> partitions)
    {
        bool mustPause = emissions.MustPause(IsPaused) || emissions.MustPauseForStream(IsPaused);
        if (mustPause == IsPaused)
        {
            return;
        }

        IsPaused = mustPause;
        foreach (AssignedPartition partition in partitions)
        {
            Change(partition, mustPause);
        }
    }

    /// <summary>Lets a partition that is new share the others' lot; one that was held until now is fetched.</summary>
    public void Include(AssignedPartition partition)
    {
        if (IsPaused)
        {
            Change(partition, mustPause: true);
        }
        else if (partition.IsHeld)
        {
            Change(partition, mustPause: false);
        }

        partition.IsHeld = false;
    }

    /// <summary>Lets go of a partition before its hand-over: the client would remember that it is paused, even if it is assigned again.</summary>
    public void Exclude(AssignedPartition partition)
    {
        if (IsPaused)
        {
            Change(partition, mustPause: false);
        }
    }

    private void Change(AssignedPartition partition, bool mustPause)
    {
        TopicPartition[] one = [new TopicPartition(topic, partition.Number)];
        if (mustPause)
        {
            consumer.Pause(one);
        }
        else
        {
            consumer.Resume(one);
        }
    }
}
