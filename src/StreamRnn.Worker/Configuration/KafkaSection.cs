using System.Collections.Immutable;
using System.ComponentModel;
using StreamRnn.Kafka.Options;
using StreamRnn.Worker.Configuration.Constraints;

namespace StreamRnn.Worker.Configuration;

[Description("The broker and the consumer group.")]
internal sealed record KafkaSection
{
    private static readonly KafkaOptions Defaults = new();

    [Description("Brokers to ask first, as `host:port` with commas between.")]
    [Brokers]
    public string BootstrapServers { get; init; } = "localhost:9092";

    [Description("The consumer group. Workers of one group share the input's partitions.")]
    [TextLength(1, 249)]
    public string GroupId { get; init; } = Defaults.GroupId;

    [Description("How often offsets are committed while no alert is emitted; after an alert they are committed once the broker has confirmed it, five times a second at most. No offset is committed before what it caused is confirmed.")]
    [DurationRange("100ms", "10m")]
    public TimeSpan CommitInterval { get; init; } = Defaults.CommitInterval;

    [Description("`true` makes the topics that are missing, with the cluster's default replication: `alerts.topic` keeps its records for 30 days and `dead-letters.topic` for 7, `snapshots.topic` is compacted, all with as many partitions as `input.topic`, which gets 8. It needs the right to create them. `false` names what is missing, and the command that makes it, in the log and at `/readyz`.")]
    public bool CreateTopics { get; init; } = Defaults.CreateTopics;

    [Description("What a graceful stop may spend on writing what is emitted, committing and leaving the group.")]
    [DurationRange("1s", "60s")]
    public TimeSpan StopTimeout { get; init; } = Defaults.StopTimeout;

    [Description("Threads that the input partitions are spread over; 0 takes as many as processors the worker may use. There are never more than partitions, and results do not depend on their number.")]
    [NumberRange(0, KafkaOptions.MaxLaneThreads)]
    public int LaneThreads { get; init; } = Defaults.LaneThreads;

    [Description("Any librdkafka property, passed through as it is: `security.protocol: SASL_SSL`. In the environment dots become underscores: `STREAMRNN_KAFKA__CLIENT__SECURITY_PROTOCOL`.")]
    public ImmutableSortedDictionary<string, string> Client { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
