using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Kafka.Consuming;

/// <summary>What the group gives and takes: partitions assigned, revoked and lost, and the topic that is waited for. Called within the client's Consume, on the consumer's thread.</summary>
internal sealed class GroupMembership(
    KafkaOptions kafka,
    string topic,
    IPartitionProcessorFactory factory,
    Dictionary<int, AssignedPartition> partitions,
    NativeMessages? messages,
    Delivery delivery,
    ConsumerStatus status,
    ILogger logger,
    LogBound logBound)
{
    private volatile bool isDiscarding;
    private bool isTopicMissing;

    /// <summary>Makes a processor for each partition that is new.</summary>
    public void Assigned(List<TopicPartition> assigned)
    {
        if (isDiscarding)
        {
            return;
        }

        foreach (TopicPartition added in assigned)
        {
            int number = added.Partition.Value;
            partitions.Add(number, new AssignedPartition(number, factory.Create(topic, number), messages?.Take(topic, number)));
        }

        if (assigned.Count > 0)
        {
            isTopicMissing = false;
            status.CountAssigned(assigned.Count);
            logger.Assigned(topic, Numbers(assigned.Select(static added => added.Partition)));
        }

        if (status.State is ConsumerState.Joining or ConsumerState.TopicMissing && !isTopicMissing)
        {
            status.State = ConsumerState.Running;
        }
    }

    /// <summary>Hands partitions over in order: flush, commit, dispose.</summary>
    public void Revoked(List<TopicPartitionOffset> revoked)
    {
        if (isDiscarding)
        {
            return;
        }

        bool committed = delivery.FlushAndCommit(kafka.StopTimeout / 2);
        status.CountRevoked(revoked.Count);
        logger.Revoked(topic, Numbers(revoked.Select(static gone => gone.Partition)), committed);
        Forget(revoked);
    }

    /// <summary>Gives up partitions that others may own already: nothing is committed.</summary>
    public void Lost(List<TopicPartitionOffset> lost)
    {
        if (isDiscarding)
        {
            return;
        }

        status.CountLost(lost.Count);
        logger.Lost(topic, Numbers(lost.Select(static gone => gone.Partition)));
        Forget(lost);
        status.State = ConsumerState.Joining;
    }

    /// <summary>From now on the group's calls change nothing: the consumer leaves, and all that can be committed is.</summary>
    public void Discard() => isDiscarding = true;

    /// <summary>Disposes all processors, after <see cref="Discard"/>.</summary>
    public void DisposeAll()
    {
        foreach (AssignedPartition partition in partitions.Values)
        {
            partition.Dispose();
        }

        partitions.Clear();
    }

    /// <summary>The input topic does not exist: it is waited for.</summary>
    public void TopicIsMissing()
    {
        isTopicMissing = true;
        status.State = ConsumerState.TopicMissing;
        Remind();
    }

    /// <summary>Says again, at most once an interval, that the topic is missing, as long as it is.</summary>
    public void Remind()
    {
        if (isTopicMissing && logBound.IsDue("topic missing", out _))
        {
            logger.TopicMissing(topic, kafka.BootstrapServers);
        }
    }

    private static string Numbers(IEnumerable<Partition> numbers) =>
        string.Join(", ", numbers.Select(static number => number.Value).Order());

    private void Forget(List<TopicPartitionOffset> gone)
    {
        foreach (TopicPartitionOffset partition in gone)
        {
            if (partitions.Remove(partition.Partition.Value, out AssignedPartition? removed))
            {
                removed.Dispose();
            }
        }
    }
}
