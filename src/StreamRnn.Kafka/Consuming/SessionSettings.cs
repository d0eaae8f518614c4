using Confluent.Kafka;
using StreamRnn.Kafka.Cluster;
using StreamRnn.Kafka.Native;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Kafka.Consuming;

/// <summary>What a stay in the group goes by.</summary>
/// <param name="Kafka">The cluster, the group, and how long things may take.</param>
/// <param name="Input">The topic that is read, and how.</param>
/// <param name="Factory">Makes the partitions' processors.</param>
internal sealed record SessionSettings(KafkaOptions Kafka, InputOptions Input, IPartitionProcessorFactory Factory)
{
    /// <summary>Where the streams' state is kept.</summary>
    public SnapshotOptions Snapshots { get; init; } = new();

    /// <summary>Called between the requests and the reading of each batch: tests hold the lane's thread there.</summary>
    public Action<NativeMessages>? BeforeRead { get; init; }

    /// <summary>How the cluster is asked about the topic, beside reading it: tests answer themselves.</summary>
    public Func<IConsumer<Ignore, Ignore>, ITopicQueries> Queries { get; init; } = consumer => new AdminTopicQueries(consumer, Input.Topic);

    /// <summary>How offsets are committed; waits for the cluster's answer. Tests hold it up.</summary>
    public Action<IConsumer<Ignore, Ignore>, IEnumerable<TopicPartitionOffset>> Commit { get; init; } = static (consumer, offsets) => consumer.Commit(offsets);

    /// <summary>How the client leaves the group: tests let it fail.</summary>
    public Action<IConsumer<Ignore, Ignore>> Close { get; init; } = static consumer => consumer.Close();
}
