namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>What must hold between keys. It is looked at when every key by itself is right.</summary>
internal static class CrossChecks
{
    /// <summary>librdkafka's names of what has a key of its own, or what delivery rests on.</summary>
    private static readonly Dictionary<string, string> OwnedProperties = new(StringComparer.Ordinal)
    {
        ["bootstrap.servers"] = "it is set by kafka.bootstrap-servers",
        ["metadata.broker.list"] = "it is set by kafka.bootstrap-servers",
        ["group.id"] = "it is set by kafka.group-id",
        ["enable.auto.commit"] = "offsets are committed only after what they caused is delivered",
        ["enable.auto.offset.store"] = "offsets are committed only after what they caused is delivered",
        ["auto.commit.interval.ms"] = "it is set by kafka.commit-interval",
        ["enable.partition.eof"] = "the worker sets it itself",
    };

    public static void Run(WorkerOptions options, IReadOnlyDictionary<string, string> origins, ConfigurationErrors errors)
    {
        DifferentTopics(("alerts.topic", options.Alerts.Topic), ("input.topic", options.Input.Topic));
        DifferentTopics(("dead-letters.topic", options.DeadLetters.Topic), ("input.topic", options.Input.Topic));
        DifferentTopics(("dead-letters.topic", options.DeadLetters.Topic), ("alerts.topic", options.Alerts.Topic));
        foreach (string property in options.Kafka.Client.Keys)
        {
            if (OwnedProperties.TryGetValue(property, out string? why))
            {
                errors.Add(origins[$"kafka.client.{property}"], $"kafka.client.{property}: \"{options.Kafka.Client[property]}\" can't be set here: {why}; leave it out");
            }
        }

        void DifferentTopics((string Path, string Topic) one, (string Path, string Topic) other)
        {
            if (one.Topic == other.Topic)
            {
                // The later of the two that was written is what to change; a default was written by nobody.
                string origin = origins.GetValueOrDefault(one.Path) ?? origins.GetValueOrDefault(other.Path) ?? "default";
                errors.Add(origin, $"{one.Path}: \"{one.Topic}\" is {other.Path} too; name two different topics");
            }
        }
    }
}
