using Confluent.Kafka;
using StreamRnn.Kafka.Cluster;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Kafka.Tests.Cluster;

public sealed class TopicAdviceTests
{
    private static readonly KafkaOptions kafka = new() { BootstrapServers = "kafka:9092" };
    private static readonly NeededTopic input = new("readings", IsInput: true, Retention: null);
    private static readonly NeededTopic alerts = new("alerts", IsInput: false, TimeSpan.FromDays(30));

    [Fact]
    public void Explain_TopicMissing_GivesTheCommandThatMakesIt()
    {
        Assert.Equal(
            "the topic alerts does not exist on kafka:9092; create it with: kafka-topics.sh --bootstrap-server kafka:9092 --create --topic alerts "
            + "--partitions 12 --config retention.ms=2592000000 (or set kafka.create-topics: true)",
            Explain(kafka, alerts, ErrorCode.UnknownTopicOrPart, inputPartitions: 12));
        Assert.Equal(
            "the topic readings does not exist on kafka:9092; create it with: kafka-topics.sh --bootstrap-server kafka:9092 --create --topic readings "
            + "--partitions 8 (or set kafka.create-topics: true)",
            Explain(kafka, input, ErrorCode.UnknownTopicOrPart, inputPartitions: 0));
    }

    [Fact]
    public void Explain_TopicMissingAndNotCreated_SaysWhyNot() => Assert.Equal(
        "the topic alerts does not exist on kafka:9092 and can't be created: Broker: Cluster authorization failed (ClusterAuthorizationFailed); "
        + "create it with: kafka-topics.sh --bootstrap-server kafka:9092 --create --topic alerts --partitions 4 --config retention.ms=2592000000",
        new TopicAdvice(kafka with { CreateTopics = true })
            .Explain(alerts, new Error(ErrorCode.UnknownTopicOrPart), 4, new Error(ErrorCode.ClusterAuthorizationFailed)).ToString());

    [Fact]
    public void Explain_NotAllowed_NamesTheOperationAndTheCommandThatAllowsIt()
    {
        var secured = kafka with
        {
            Client = new Dictionary<string, string> { ["security.protocol"] = "SASL_SSL", ["sasl.username"] = "streamrnn" },
        };

        Assert.Equal(
            "kafka:9092 does not let this worker write to the topic alerts (TopicAuthorizationFailed); allow it with: kafka-acls.sh "
            + "--bootstrap-server kafka:9092 --command-config client.properties --add --allow-principal User:streamrnn --operation Write --operation Describe --topic alerts",
            Explain(secured, alerts, ErrorCode.TopicAuthorizationFailed, 1));
        Assert.Equal(
            "kafka:9092 does not let this worker read the topic readings (TopicAuthorizationFailed); allow it with: kafka-acls.sh "
            + "--bootstrap-server kafka:9092 --add --allow-principal User:NAME --operation Read --operation Describe --topic readings",
            Explain(kafka, input, ErrorCode.TopicAuthorizationFailed, 1));
        Assert.Equal(
            "kafka:9092 does not let this worker join the group streamrnn (GroupAuthorizationFailed); allow it with: kafka-acls.sh "
            + "--bootstrap-server kafka:9092 --add --allow-principal User:NAME --operation Read --group streamrnn",
            Explain(kafka, input, ErrorCode.GroupAuthorizationFailed, 1));
    }

    [Fact]
    public void Explain_AnotherError_HasTheClustersOwnWords() => Assert.Equal(
        "the topic alerts can't be written to: Broker: Policy violation (PolicyViolation)", Explain(kafka, alerts, ErrorCode.PolicyViolation, 1));

    private static string Explain(KafkaOptions options, NeededTopic topic, ErrorCode code, int inputPartitions) =>
        new TopicAdvice(options).Explain(topic, new Error(code), inputPartitions).ToString();
}
