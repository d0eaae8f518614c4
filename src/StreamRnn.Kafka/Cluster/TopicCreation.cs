using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Cluster;

/// <summary>Makes topics that are missing, with the cluster's default replication.</summary>
internal sealed class TopicCreation(IAdminClient admin, TimeSpan patience, Reporting reporting)
{
    /// <summary>Replication by the cluster's own default.</summary>
    private const short DefaultReplication = -1;

    private readonly CreateTopicsOptions options = new() { RequestTimeout = patience, OperationTimeout = patience / 2 };

    /// <summary>Makes the topics. Returns why some could not be made, by name.</summary>
    public IReadOnlyDictionary<string, Error> TryCreate(IReadOnlyList<NeededTopic> topics, int inputPartitions)
    {
        TopicSpecification[] specifications = [.. topics.Select(topic => Specify(topic, inputPartitions))];
        try
        {
            admin.CreateTopicsAsync(specifications, options).GetAwaiter().GetResult();
        }
        catch (CreateTopicsException failure)
        {
            return Report(specifications, failure.Results.ToDictionary(static result => result.Topic, static result => result.Error));
        }
        catch (KafkaException failure)
        {
            return Report(specifications, specifications.ToDictionary(static topic => topic.Name, _ => failure.Error));
        }

        return Report(specifications, []);
    }

    private static TopicSpecification Specify(NeededTopic topic, int inputPartitions) => new()
    {
        Name = topic.Name,
        NumPartitions = topic.Partitions(inputPartitions),
        ReplicationFactor = DefaultReplication,
        Configs = topic.Configuration.ToDictionary(),
    };

    /// <summary>Logs what was made and returns what was not. Another worker may have been the first: that is no failure.</summary>
    private Dictionary<string, Error> Report(TopicSpecification[] specifications, Dictionary<string, Error> errors)
    {
        foreach (TopicSpecification topic in specifications)
        {
            if (!errors.TryGetValue(topic.Name, out Error? error) || !error.IsError)
            {
                reporting.Logger.TopicCreated(topic.Name, topic.NumPartitions);
            }
        }

        return errors.Where(static entry => entry.Value.IsError && entry.Value.Code != ErrorCode.TopicAlreadyExists).ToDictionary();
    }
}
