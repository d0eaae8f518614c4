using System.Globalization;
using Confluent.Kafka;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Cluster;

/// <summary>Says what is wrong with a topic in words that help: with the command of Kafka's own tools that puts it right.</summary>
internal sealed class TopicAdvice(KafkaOptions kafka)
{
    /// <summary>What an error of a topic means.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="error">What the cluster said of it.</param>
    /// <param name="inputPartitions">Partitions of the input; 0 where that is not known.</param>
    /// <param name="creation">Why it could not be made; null where that was not tried.</param>
    public TopicFault Explain(NeededTopic topic, Error error, int inputPartitions, Error? creation = null) => error.Code switch
    {
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic => new TopicFault(
            topic.Name,
            $"the topic {topic.Name} does not exist on {kafka.BootstrapServers}{NotCreated(creation)}",
            $"create it with: {CreateCommand(topic, inputPartitions)}{(kafka.CreateTopics ? "" : " (or set kafka.create-topics: true)")}"),
        ErrorCode.TopicAuthorizationFailed => new TopicFault(
            topic.Name,
            $"{kafka.BootstrapServers} does not let this worker {(topic.IsInput ? "read" : "write to")} the topic {topic.Name} ({error.Code})",
            $"allow it with: {AllowCommand($"--operation {(topic.IsInput ? "Read" : "Write")} --operation Describe --topic {topic.Name}")}"),
        ErrorCode.GroupAuthorizationFailed => new TopicFault(
            topic.Name,
            $"{kafka.BootstrapServers} does not let this worker join the group {kafka.GroupId} ({error.Code})",
            $"allow it with: {AllowCommand($"--operation Read --group {kafka.GroupId}")}"),
        _ => new TopicFault(topic.Name, $"the topic {topic.Name} can't be {(topic.IsInput ? "read" : "written to")}: {error.Reason} ({error.Code})", Remedy: null),
    };

    private static string NotCreated(Error? creation) => creation is null ? "" : $" and can't be created: {creation.Reason} ({creation.Code})";

    private string CreateCommand(NeededTopic topic, int inputPartitions)
    {
        string retention = topic.Retention is { } time ? string.Create(CultureInfo.InvariantCulture, $" --config retention.ms={time.TotalMilliseconds:0}") : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"kafka-topics.sh{Connection()} --create --topic {topic.Name} --partitions {topic.Partitions(inputPartitions)}{retention}");
    }

    private string AllowCommand(string right) =>
        $"kafka-acls.sh{Connection()} --add --allow-principal User:{kafka.Client.GetValueOrDefault("sasl.username", "NAME")} {right}";

    private string Connection() =>
        $" --bootstrap-server {kafka.BootstrapServers}{(kafka.Client.ContainsKey("security.protocol") ? " --command-config client.properties" : "")}";
}
