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

    /// <summary>A changelog has fewer partitions than the input.</summary>
    public TopicFault ExplainPartitions(NeededTopic topic, int partitions, int inputPartitions) => new(
        topic.Name,
        string.Create(CultureInfo.InvariantCulture, $"the topic {topic.Name} has {partitions} partitions and the input {inputPartitions}: each of them keeps its streams in the one of its own number"),
        string.Create(CultureInfo.InvariantCulture, $"add some with: kafka-topics.sh{Connection()} --alter --topic {topic.Name} --partitions {inputPartitions}"));

    /// <summary>A changelog would lose records that are still needed.</summary>
    public TopicFault ExplainPolicy(NeededTopic topic, string policy) => new(
        topic.Name,
        $"the topic {topic.Name} has cleanup.policy={policy}: it would lose the state of streams that are quiet for long",
        $"set it with: kafka-configs.sh{Connection()} --alter --topic {topic.Name} --add-config cleanup.policy=compact");

    /// <summary>A changelog does not take chunks of the size that they have.</summary>
    public TopicFault ExplainSize(NeededTopic topic, int maxBytes, int neededBytes) => new(
        topic.Name,
        string.Create(CultureInfo.InvariantCulture, $"the topic {topic.Name} has max.message.bytes={maxBytes}: it takes no chunk of a snapshot"),
        string.Create(CultureInfo.InvariantCulture, $"set it with: kafka-configs.sh{Connection()} --alter --topic {topic.Name} --add-config max.message.bytes={neededBytes}"));

    private static string NotCreated(Error? creation) => creation is null ? "" : $" and can't be created: {creation.Reason} ({creation.Code})";

    private string CreateCommand(NeededTopic topic, int inputPartitions)
    {
        string configuration = string.Concat(topic.Configuration.Select(static setting => $" --config {setting.Key}={setting.Value}"));
        return string.Create(
            CultureInfo.InvariantCulture, $"kafka-topics.sh{Connection()} --create --topic {topic.Name} --partitions {topic.Partitions(inputPartitions)}{configuration}");
    }

    private string AllowCommand(string right) =>
        $"kafka-acls.sh{Connection()} --add --allow-principal User:{kafka.Client.GetValueOrDefault("sasl.username", "NAME")} {right}";

    private string Connection() =>
        $" --bootstrap-server {kafka.BootstrapServers}{(kafka.Client.ContainsKey("security.protocol") ? " --command-config client.properties" : "")}";
}
