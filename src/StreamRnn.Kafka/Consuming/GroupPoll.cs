using Confluent.Kafka;

namespace StreamRnn.Kafka.Consuming;

/// <summary>The consumer's own Consume, in which the client calls back for rebalances and errors; records go to lane threads. Belongs to the group's thread.</summary>
internal sealed class GroupPoll(IConsumer<Ignore, Ignore> consumer, Action<Error> report)
{
    /// <summary>Serves the group's events; waits for one at most <paramref name="wait"/>.</summary>
    /// <exception cref="KafkaFatalException">The client can't go on, or handed a record to the wrong thread.</exception>
    public void Serve(TimeSpan wait)
    {
        try
        {
            // The client keeps a forwarding that the application has set; a record that does not would come out of order.
            if (consumer.Consume(wait) is { } record)
            {
                throw new KafkaFatalException($"The Kafka client did not leave record {record.TopicPartitionOffset} to its lane; a restart begins at the last commit.");
            }
        }
        catch (ConsumeException failure) when (!failure.Error.IsFatal)
        {
            report(failure.Error);
        }
        catch (KafkaException failure) when (failure.Error.IsFatal)
        {
            throw new KafkaFatalException($"The consumer can't go on: {failure.Error.Reason} ({failure.Error.Code}).", failure);
        }
    }
}
