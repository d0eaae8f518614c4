using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Cluster;

/// <summary>Whether a topic can keep snapshots: as many partitions as the input, compaction, and room for a chunk. What the cluster doesn't tell counts as well.</summary>
internal sealed class ChangelogCheck(IAdminClient admin, TopicAdvice advice, TimeSpan patience)
{
    /// <summary>A chunk with its key and what Kafka's record format adds.</summary>
    private const int NeededBytes = Core.Snapshots.SnapshotManifest.MaxChunkBytes + 4096;

    /// <summary>What is wrong with it, or null.</summary>
    public TopicFault? Look(NeededTopic topic, int partitions, int inputPartitions)
    {
        if (inputPartitions > 0 && partitions < inputPartitions)
        {
            return advice.ExplainPartitions(topic, partitions, inputPartitions);
        }

        if (Configuration(topic.Name) is not { } configuration)
        {
            return null;
        }

        string policy = configuration.GetValueOrDefault("cleanup.policy")?.Value ?? "compact";
        if (policy != "compact")
        {
            return advice.ExplainPolicy(topic, policy);
        }

        return int.TryParse(configuration.GetValueOrDefault("max.message.bytes")?.Value, CultureInfo.InvariantCulture, out int maxBytes) && maxBytes < NeededBytes
            ? advice.ExplainSize(topic, maxBytes, NeededBytes)
            : null;
    }

    private Dictionary<string, ConfigEntryResult>? Configuration(string topic)
    {
        try
        {
            return admin.DescribeConfigsAsync(
                [new ConfigResource { Type = ResourceType.Topic, Name = topic }],
                new DescribeConfigsOptions { RequestTimeout = patience }).GetAwaiter().GetResult()[0].Entries;
        }
        catch (KafkaException)
        {
            // Without the right to look at it, or of a cluster that doesn't serve that, nothing is known: the worker goes by what comes of it.
            return null;
        }
    }
}
