using Confluent.Kafka;

namespace StreamRnn.Kafka.Emitting;

/// <summary>Commits offsets beside the group's thread, one commit at a time, so that a cluster that does not answer holds nothing up. Its members belong to the group's thread.</summary>
internal sealed class OffsetCommitter(string topic, Action<IReadOnlyList<TopicPartitionOffset>> commit)
{
    private Task? pending;
    private IReadOnlyList<(PartitionOffsets Partition, long Position)> positions = [];

    public bool IsBusy => pending is not null;

    public void Begin(IReadOnlyList<(PartitionOffsets Partition, long Position)> toCommit)
    {
        positions = toCommit;
        TopicPartitionOffset[] offsets =
            [.. toCommit.Select(entry => new TopicPartitionOffset(topic, entry.Partition.Number, entry.Position))];
        pending = Task.Run(() => commit(offsets));
    }

    /// <summary>Takes up the outcome of a commit that has ended within <paramref name="timeout"/>: true once there is none under way; the error is null where it succeeded.</summary>
    public bool TryEnd(TimeSpan timeout, out KafkaException? error, out bool succeeded)
    {
        error = null;
        succeeded = false;
        if (pending is null)
        {
            return true;
        }

        try
        {
            if (!pending.Wait(timeout))
            {
                return false;
            }

            foreach ((PartitionOffsets partition, long position) in positions)
            {
                partition.Committed = position;
            }

            succeeded = true;
        }
        catch (AggregateException failure) when (failure.InnerException is KafkaException kafka)
        {
            error = kafka;
        }

        pending = null;
        return true;
    }
}
