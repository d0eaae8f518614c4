using StreamRnn.Worker.Configuration.Items;

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

        if (options.Windows.Close >= options.Windows.Open)
        {
            errors.Add(
                origins.GetValueOrDefault("windows.close") ?? "default",
                $"windows.close: {ValueReader.Write(options.Windows.Close)} is not below windows.open, which is {ValueReader.Write(options.Windows.Open)}; lower it, or leave it out for the one that follows from windows.open");
        }

        CheckRules(options.Alerts.Rules, origins, errors);
        CheckGroups(options.Windows.Groups, origins, errors);

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

    private static void CheckRules(IReadOnlyList<RuleItem> rules, IReadOnlyDictionary<string, string> origins, ConfigurationErrors errors)
    {
        for (int index = 0; index < rules.Count; index++)
        {
            RuleItem rule = rules[index];
            foreach (ItemProblem problem in rule.Problems())
            {
                Add(index, problem);
            }

            if (rules.Take(index).Any(before => before.Name == rule.Name && rule.Name.Length > 0))
            {
                Add(index, new("name", $"{Quotation.Of(rule.Name)} is the name of a rule before it too; give each its own"));
            }

            if (rules.Take(index).FirstOrDefault(rule.Contradicts) is { } opposite)
            {
                Add(index, new("direction", $"{ValueReader.Write(rule.Direction)} leaves nothing beside {ValueReader.Write(opposite.Direction)} of the rule {Quotation.Of(opposite.Name)}, which is about the same streams; write mute: always where that is meant"));
            }
        }

        void Add(int index, ItemProblem problem) => AddItem("alerts.rules", index, problem, origins, errors);
    }

    private static void CheckGroups(IReadOnlyList<GroupItem> groups, IReadOnlyDictionary<string, string> origins, ConfigurationErrors errors)
    {
        for (int index = 0; index < groups.Count; index++)
        {
            GroupItem group = groups[index];
            IEnumerable<ItemProblem> twice = groups.Take(index).Any(before => before.Name == group.Name && group.Name.Length > 0)
                ? [new ItemProblem("name", $"{Quotation.Of(group.Name)} is the name of a definition before it too; give each its own")]
                : [];
            foreach (ItemProblem problem in group.Problems().Concat(twice))
            {
                AddItem("windows.groups", index, problem, origins, errors);
            }
        }
    }

    private static void AddItem(string list, int index, ItemProblem problem, IReadOnlyDictionary<string, string> origins, ConfigurationErrors errors)
    {
        string path = $"{list}[{index}]";
        errors.Add(origins.GetValueOrDefault($"{path}.{problem.Key}") ?? origins.GetValueOrDefault(path) ?? "default", $"{path}.{problem.Key}: {problem.Problem}");
    }
}
