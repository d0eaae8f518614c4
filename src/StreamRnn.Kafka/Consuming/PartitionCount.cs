using Confluent.Kafka;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>Finds out how many partitions a topic has.</summary>
public static class PartitionCount
{
    /// <summary>What the consumer's own look at the cluster has found, or where it has not yet what the cluster says, within <paramref name="patience"/>.</summary>
    /// <exception cref="KafkaFatalException">The cluster did not say.</exception>
    public static int Of(ConsumerStatus status, KafkaOptions kafka, string topic, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.Cluster is { InputPartitions: > 0 and var partitions } ? partitions : Of(kafka, topic, patience);
    }

    /// <summary>Asks, and waits at most this long for the answer.</summary>
    /// <exception cref="KafkaFatalException">The cluster did not say.</exception>
    public static int Of(KafkaOptions kafka, string topic, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(kafka);
        try
        {
            using IProducer<Null, Null> client = new ProducerBuilder<Null, Null>(ClientConfiguration.Producer(kafka))
                .SetLogHandler(static (_, _) => { })
                .SetErrorHandler(static (_, _) => { })
                .Build();
            using IAdminClient admin = new DependentAdminClientBuilder(client.Handle).Build();
            TopicMetadata metadata = admin.GetMetadata(topic, patience).Topics[0];
            return !metadata.Error.IsError ? metadata.Partitions.Count : throw new KafkaException(metadata.Error);
        }
        catch (KafkaException failure)
        {
            throw new KafkaFatalException($"{kafka.BootstrapServers} does not say how many partitions {topic} has: {failure.Error.Reason}", failure);
        }
    }
}
