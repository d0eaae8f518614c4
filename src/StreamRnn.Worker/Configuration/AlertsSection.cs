using System.ComponentModel;
using StreamRnn.Kafka.Options;
using StreamRnn.Worker.Configuration.Constraints;
using StreamRnn.Worker.Configuration.Items;

namespace StreamRnn.Worker.Configuration;

[Description("Where alerts go.")]
internal sealed record AlertsSection
{
    [Description("The topic of alerts: CloudEvents 1.0 in Kafka's binary mode, keyed by stream; those that stand for many incidents by their group, or by topic and partition.")]
    [TopicName]
    public string Topic { get; init; } = new AlertTopicOptions().Topic;

    [Description("The CloudEvents `source` of each alert, a URI reference that names this installation.")]
    [UriReference]
    public string Source { get; init; } = "/streamrnn";

    [Description("Incidents a day that you want of all input partitions together, in the streams' usual life; faults come on top. It sets the opening threshold in place of `windows.open`, by the number of streams that each partition has. 0 leaves it to `windows.open`.")]
    [NumberRange(0, 1_000_000)]
    public double PerDay { get; init; }

    [Description("What only you know of your streams. All rules that match apply, each takes away on its own, so their order does not matter. What is taken away is counted (`streamrnn_rule_muted_incidents_total`) and listed at `/muted`; see alarms.md.")]
    public IReadOnlyList<RuleItem> Rules { get; init; } = [];
}
