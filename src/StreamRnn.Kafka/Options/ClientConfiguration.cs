using System.Collections.Frozen;
using Confluent.Kafka;
using StreamRnn.Kafka.Native;

namespace StreamRnn.Kafka.Options;

/// <summary>The librdkafka properties of the consumer and the producer: our defaults, over them the user's, over them what the delivery guarantee rests on.</summary>
internal static class ClientConfiguration
{
    /// <summary>The largest record, in bytes, that the producer sends where the user sets no other: what a broker takes by default, 1 MiB and a little.</summary>
    public const int DefaultMessageMaxBytes = 1_048_588;

    /// <summary>For all lane threads together, where they are few.</summary>
    private const int ReadAheadKbytes = 32 * 1024;

    /// <summary>For each lane thread at least: 40 ms of work at a million readings of 100 bytes a second, many times what a fetch takes. With 16 MiB none is faster.</summary>
    private const int MinReadAheadKbytes = 4 * 1024;

    private const int MetadataRefreshMilliseconds = 10_000;

    private const string AutoCreateTopics = "allow.auto.create.topics";

    private const string CommitReason = "offsets are committed after what they caused is acknowledged, and never before";

    /// <summary>Properties that can't be set under <c>kafka.client</c>, and why.</summary>
    public static readonly FrozenDictionary<string, string> Reserved = new Dictionary<string, string>
    {
        ["bootstrap.servers"] = "set kafka.bootstrap-servers",
        ["metadata.broker.list"] = "set kafka.bootstrap-servers",
        ["group.id"] = "set kafka.group-id",
        ["enable.auto.commit"] = CommitReason,
        ["auto.commit.enable"] = CommitReason,
        ["auto.commit.interval.ms"] = "set kafka.commit-interval",
        ["enable.auto.offset.store"] = CommitReason,
        ["offset.store.method"] = CommitReason,
        ["auto.offset.reset"] = "a group without offsets begins at the earliest record, so that nothing is left out",
        ["partition.assignment.strategy"] = "partitions are handed over one by one (cooperative-sticky), so that the others go on",
        ["group.protocol"] = "partitions are handed over by the classic protocol's cooperative-sticky strategy",
        ["check.crcs"] = "records are always checked against their checksums",
        ["isolation.level"] = "only committed records are read, so that results can be repeated",
        ["enable.partition.eof"] = "the consumer does not use end-of-partition events",
        ["enable.idempotence"] = "alerts are always written by an idempotent producer",
        [AutoCreateTopics] = "set kafka.create-topics",
        ["acks"] = "alerts count as written only when all in-sync replicas have them",
        ["request.required.acks"] = "alerts count as written only when all in-sync replicas have them",
        ["message.timeout.ms"] = "an alert is tried until it is written or the worker stops",
        ["delivery.timeout.ms"] = "an alert is tried until it is written or the worker stops",
        ["transactional.id"] = "delivery is at least once; there are no transactions",
        ["dotnet.consumer.consume.result.fields"] = "the consumer needs timestamps and headers",
        ["dotnet.producer.enable.delivery.reports"] = "offsets are committed by delivery reports",
        ["dotnet.producer.enable.background.poll"] = "delivery reports are served in the background",
        ["dotnet.producer.delivery.report.fields"] = "delivery reports carry their status",
    }.ToFrozenDictionary();

    /// <summary>The consumer's properties.</summary>
    public static ConsumerConfig Consumer(KafkaOptions options)
    {
        var config = new ConsumerConfig(Base(options))
        {
            GroupId = options.GroupId,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            CheckCrcs = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
            ConsumeResultFields = "timestamp,headers",
        };

        // Bounded prefetch. The client holds the bound against the queue that a partition's queue is forwarded to, so it is one lane thread's,
        // whatever partitions that has. It is fixed before anyone knows how many threads there will be, which depends on the partitions
        // assigned: so it is the share of as many as there may be, but no less than keeps one busy. Beyond it comes one fetch that is under way.
        config.QueuedMaxMessagesKbytes ??= Math.Max(ReadAheadKbytes / options.EffectiveLaneThreads, MinReadAheadKbytes);

        // A full prefetch queue is looked at again after this: the client's default of a second lets a fast lane run dry in between.
        config.FetchQueueBackoffMs ??= 5;

        // A request that asks only for partitions without news holds up those whose queue runs empty meanwhile: at full speed that takes
        // 70 ms. The client's default is 500.
        config.FetchWaitMaxMs ??= 50;

        // A topic or a partition that is made later is found within this time, not within the client's five minutes.
        config.TopicMetadataRefreshIntervalMs ??= MetadataRefreshMilliseconds;
        return config;
    }

    /// <summary>The producer's properties.</summary>
    public static ProducerConfig Producer(KafkaOptions options)
    {
        var config = new ProducerConfig(Base(options))
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            MessageTimeoutMs = 0,
            DeliveryReportFields = "status",
        };

        // A topic that a record makes by the way has the cluster's default of partitions and is easily taken for one that someone planned.
        config.Set(AutoCreateTopics, "false");
        config.MessageMaxBytes ??= DefaultMessageMaxBytes;
        config.LingerMs ??= 1;

        // Memory is bounded by pausing the input, long before the client's own gigabyte.
        config.QueueBufferingMaxKbytes ??= 64 * 1024;

        // What was refused because its topic was missing is taken soon after that is made, not after the client's five minutes.
        config.TopicMetadataRefreshIntervalMs ??= MetadataRefreshMilliseconds;
        return config;
    }

    /// <summary>The properties of the client that looks at the cluster.</summary>
    public static AdminClientConfig Admin(KafkaOptions options)
    {
        // Confluent.Kafka's own properties are each a consumer's or a producer's, and refused elsewhere.
        var config = new AdminClientConfig(Base(options).Where(static property => !IsOwn(property.Key)).ToDictionary());

        // To ask for a topic must not make it.
        config.Set(AutoCreateTopics, "false");
        return config;
    }

    /// <summary>What librdkafka has against a property, or null; asked of the library itself, so that its version decides.</summary>
    public static string? Refusal(string property, string value)
    {
        if (IsOwn(property))
        {
            return null;
        }

        Span<byte> error = stackalloc byte[512];
        nint configuration = Librdkafka.NewConfiguration();
        int result = Librdkafka.SetConfiguration(configuration, property, value, error, (nuint)error.Length);
        Librdkafka.DestroyConfiguration(configuration);
        return result == 0 ? null : Librdkafka.Text(error);
    }

    /// <summary>Whether it is a property of Confluent.Kafka, which librdkafka does not know.</summary>
    private static bool IsOwn(string property) => property.StartsWith("dotnet.", StringComparison.Ordinal);

    private static Dictionary<string, string> Base(KafkaOptions options)
    {
        var properties = new Dictionary<string, string>
        {
            ["client.id"] = "streamrnn",
            ["reconnect.backoff.max.ms"] = "2000",
        };
        foreach ((string property, string value) in options.Client)
        {
            properties[property] = value;
        }

        properties["bootstrap.servers"] = options.BootstrapServers;
        return properties;
    }
}
