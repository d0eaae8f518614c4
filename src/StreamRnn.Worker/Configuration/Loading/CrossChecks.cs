namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>What must hold between keys. It is looked at when every key by itself is right.</summary>
internal static class CrossChecks
{
    public static void Run(WorkerOptions options, IReadOnlyDictionary<string, string> origins, ConfigurationErrors errors)
    {
        DifferentTopics(("alerts.topic", options.Alerts.Topic), ("input.topic", options.Input.Topic));
        DifferentTopics(("dead-letters.topic", options.DeadLetters.Topic), ("input.topic", options.Input.Topic));
        DifferentTopics(("dead-letters.topic", options.DeadLetters.Topic), ("alerts.topic", options.Alerts.Topic));
        DifferentTopics(("snapshots.topic", options.Snapshots.Topic), ("input.topic", options.Input.Topic));
        DifferentTopics(("snapshots.topic", options.Snapshots.Topic), ("alerts.topic", options.Alerts.Topic));
        DifferentTopics(("snapshots.topic", options.Snapshots.Topic), ("dead-letters.topic", options.DeadLetters.Topic));
        foreach (string problem in (IEnumerable<string>)[.. options.ToKafkaOptions().Problems(), .. options.ToInputOptions().Problems()])
        {
            string path = problem[..problem.IndexOf(':', StringComparison.Ordinal)];
            errors.Add(origins.GetValueOrDefault(path) ?? "default", problem);
        }

        // Features are called by their names in alerts, where two of one name could not be told apart.
        if (options.Input.Values.Zip(options.FeatureNames()).GroupBy(static feature => feature.Second, static feature => Quotation.Of(feature.First), StringComparer.Ordinal)
            .FirstOrDefault(static pointers => pointers.Count() > 1) is { } alike)
        {
            errors.Add(
                origins.GetValueOrDefault("input.values") ?? "default",
                $"input.values: {string.Join(" and ", alike)} are {(alike.Count() == 2 ? "both" : "all")} named {Quotation.Of(alike.Key)}, by their last part; read one of them, or let them be written under different names");
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
