using System.ComponentModel;
using StreamRnn.Kafka.Options;
using StreamRnn.Worker.Configuration.Constraints;

namespace StreamRnn.Worker.Configuration;

[Description("Where alerts go.")]
internal sealed record AlertsSection
{
    [Description("The topic of alerts: CloudEvents 1.0 in Kafka's binary mode, keyed by stream.")]
    [TopicName]
    public string Topic { get; init; } = new AlertTopicOptions().Topic;

    [Description("The CloudEvents `source` of each alert, a URI reference that names this installation.")]
    [UriReference]
    public string Source { get; init; } = "/streamrnn";
}
