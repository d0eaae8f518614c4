using System.ComponentModel.DataAnnotations;

namespace StreamRnn.Kafka.Options;

/// <summary><c>kafka</c>: the cluster, the group, and how often offsets are committed.</summary>
public sealed record KafkaOptions
{
    /// <summary>The most lane threads that can be asked for.</summary>
    public const int MaxLaneThreads = 64;

    /// <summary><c>kafka.bootstrap-servers</c>: where the cluster is found, <c>host:port[,host:port...]</c>. No default.</summary>
    [Required]
    public string BootstrapServers { get; init; } = "";

    /// <summary><c>kafka.group-id</c>: the consumer group. Workers of one group share the input's partitions; its committed offsets say where a new start goes on.</summary>
    [Required]
    public string GroupId { get; init; } = "streamrnn";

    /// <summary>
    /// <c>kafka.client</c>: librdkafka properties that are passed through to the consumer and the producer, for example
    /// <c>security.protocol</c>, <c>sasl.mechanism</c> or <c>group.instance.id</c> (static membership). Those that the
    /// delivery guarantee rests on are refused. Empty by default.
    /// </summary>
    public IReadOnlyDictionary<string, string> Client { get; init; } = new Dictionary<string, string>();

    /// <summary><c>kafka.commit-interval</c>: the longest time between the handling of a record and the commit of its offset, 100 ms to 10 minutes; 5 seconds by default. After an alert, offsets are committed when the alert is acknowledged, five times a second at most.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary><c>kafka.create-topics</c>: whether topics that are missing are made; false by default. They get the cluster's own replication, the outputs as many partitions as the input; alerts are kept for 30 days, dead letters for 7.</summary>
    public bool CreateTopics { get; init; }

    /// <summary><c>kafka.stop-timeout</c>: what a graceful stop may spend on flushing, committing and leaving the group, 1 to 60 seconds; 8 seconds by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// <c>kafka.lane-threads</c>: the threads that the input partitions are spread over, 1 to 64; 0, the default, for as many as
    /// processors the process may use. There are never more of them than partitions, and results do not depend on their number.
    /// </summary>
    [Range(0, MaxLaneThreads)]
    public int LaneThreads { get; init; }

    /// <summary>The lane threads that there are at most: <see cref="LaneThreads"/>, or where that is 0 what the machine gives.</summary>
    public int EffectiveLaneThreads => LaneThreads > 0 ? LaneThreads : Math.Min(Environment.ProcessorCount, MaxLaneThreads);

    /// <summary>
    /// Bytes of records that the client reads ahead of the worker at most: for each thread that a number of partitions keeps busy its share of
    /// 32 MiB, as many threads as there may be, but 4 MiB at least; or <c>queued.max.messages.kbytes</c>, where that is set.
    /// </summary>
    public long ReadAheadBytes(int partitions) =>
        ClientConfiguration.Consumer(this).QueuedMaxMessagesKbytes.GetValueOrDefault() * 1024L * Math.Min(EffectiveLaneThreads, partitions);

    /// <summary>What is wrong with these options, one message each, naming key, value and range; empty where all is well.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = OptionRanges.Problems(this, "kafka");
        foreach ((string property, string value) in Client)
        {
            if (ClientConfiguration.Reserved.TryGetValue(property, out string? reason))
            {
                problems.Add($"kafka.client.{property}: '{value}' can't be set: {reason}");
            }
            else if (ClientConfiguration.Refusal(property, value) is { } refusal)
            {
                problems.Add($"kafka.client.{property}: {refusal}");
            }
        }

        return problems;
    }
}
