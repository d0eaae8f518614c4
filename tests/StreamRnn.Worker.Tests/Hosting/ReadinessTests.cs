using StreamRnn.Kafka.Telemetry;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class ReadinessTests
{
    private static readonly WorkerOptions options = new() { Kafka = new KafkaSection { BootstrapServers = "kafka:9092", GroupId = "pumps" } };

    [Theory]
    [InlineData(ConsumerState.Created, false, "starting")]
    [InlineData(ConsumerState.Joining, false, "joining the group pumps on kafka:9092")]
    [InlineData(ConsumerState.Running, true, "ready")]
    [InlineData(ConsumerState.Waiting, false, "the cluster has not acknowledged 5606 alerts and dead letters, the oldest for 95 s; no more is taken in until it has")]
    [InlineData(ConsumerState.Stopping, false, "stopping")]
    [InlineData(ConsumerState.Stopped, false, "stopped")]
    [InlineData(ConsumerState.Failed, false, "failed; the log says why")]
    public void Describe_EachState_SaysWhatIs(ConsumerState state, bool isReady, string sentence)
    {
        ConsumerStatus status = Running();
        status.State = state;
        if (state == ConsumerState.Waiting)
        {
            status.Outstanding = 5606;
            status.OldestOutstanding = TimeSpan.FromSeconds(95);
        }

        Assert.Equal((isReady, sentence), Readiness.Describe(status, options));
    }

    [Theory]
    [InlineData(ConsumerState.Running, true, "ready\nwarning: 7 readings were refused")]
    [InlineData(ConsumerState.Created, false, "starting")]
    public void Describe_StreamsRefused_IsReadyWithAWarning(ConsumerState state, bool isReady, string sentence)
    {
        ConsumerStatus status = Running();
        status.State = state;

        Assert.Equal((isReady, sentence), Readiness.Describe(status, options, "7 readings were refused"));
    }

    [Fact]
    public void Describe_NoBrokerAnswers_SaysWhy()
    {
        ConsumerStatus status = Running();
        status.Cluster = new ClusterView { Unreachable = "Connect to ipv4#10.0.0.1:9092 failed: Connection refused" };

        Assert.Equal((false, "no broker of kafka:9092 answers: Connect to ipv4#10.0.0.1:9092 failed: Connection refused"), Readiness.Describe(status, options));
    }

    [Fact]
    public void Describe_TopicsMissing_NamesEachWithItsRemedy()
    {
        ConsumerStatus status = Running();
        status.Cluster = new ClusterView
        {
            Faults = [new TopicFault("alerts", "the topic alerts does not exist", "create it"), new TopicFault("dead-letters", "the topic dead-letters can't be written to", null)],
        };

        Assert.Equal((false, "the topic alerts does not exist; create it\nthe topic dead-letters can't be written to"), Readiness.Describe(status, options));
    }

    [Fact]
    public void Describe_EmissionsUnacknowledgedForLong_SaysHowManyAndForHowLong()
    {
        ConsumerStatus status = Running();
        status.Outstanding = 12;
        status.OldestOutstanding = TimeSpan.FromSeconds(14.2);

        Assert.Equal((false, "the cluster has not acknowledged 12 alerts and dead letters, the oldest for 14 s"), Readiness.Describe(status, options));
    }

    [Fact]
    public void Describe_NoPartition_IsReadyAndSaysThatItStandsBy()
    {
        ConsumerStatus status = Running();
        status.Assigned = 0;

        Assert.Equal(
            (true, "standing by: the group has given this worker no partition (readings has 4; are there more workers than that?)"), Readiness.Describe(status, options));
    }

    private static ConsumerStatus Running() =>
        new() { State = ConsumerState.Running, Cluster = new ClusterView { InputPartitions = 4 }, Assigned = 1 };
}
