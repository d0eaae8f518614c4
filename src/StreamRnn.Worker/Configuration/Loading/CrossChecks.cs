namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>What must hold between keys. It is looked at when every key by itself is right.</summary>
internal static class CrossChecks
{
    public static void Run(WorkerOptions options, IReadOnlyDictionary<string, string> origins, ConfigurationErrors errors)
    {
        DifferentTopics(("alerts.topic", options.Alerts.Topic), ("input.topic", options.Input.Topic));
        DifferentTopics(("dead-letters.topic", options.DeadLetters.Topic), ("input.topic", options.Input.Topic));
        DifferentTopics(("dead-letters.topic", options.DeadLetters.Topic), ("alerts.topic", options.Alerts.Topic));
        foreach (string problem in (IEnumerable<string>)[.. options.ToKafkaOptions().Problems(), .. options.ToInputOptions().Problems()])
        {
            string path = problem[..problem.IndexOf(':', StringComparison.Ordinal)];
            errors.Add(origins.GetValueOrDefault(path) ?? "default", problem);
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
