using Microsoft.Extensions.Logging.Abstractions;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Options;
using StreamRnn.Kafka.Telemetry;
using StreamRnn.Kafka.Tests.Emitting;

namespace StreamRnn.Kafka.Tests.Consuming;

public sealed class GroupMembershipTests : IDisposable
{
    private readonly ConsumerStatus status = new();
    private readonly EmissionQueue emissions;
    private readonly GroupMembership membership;

    public GroupMembershipTests()
    {
        var time = new GivenTime();
        var reporting = new Reporting(status, NullLogger.Instance, new LogBound(time, TimeSpan.FromSeconds(30)), time);
        emissions = new EmissionQueue(new ScriptedProducer(), 1_000_000, "dead-letters", reporting);
        var delivery = new Delivery(
            emissions, static _ => { }, [], new DeliverySettings("readings", "alerts", new DeadLetterOptions(), TimeSpan.FromSeconds(5), 1_000_000), reporting);
        membership = new GroupMembership(
            new SessionSettings(new KafkaOptions(), new InputOptions(), new RecordingProcessors()),
            [],
            new LaneThreads(1, new LastUser(static () => { }), static () => throw new InvalidOperationException("There is no partition for a thread.")),
            delivery,
            new PartitionFetching(null!, "readings"),
            snapshots: null,
            isTopicNew: false,
            reporting);
    }

    [Fact]
    public void State_NoShareOfATopicThatWasMissing_IsRunningOnceTheTopicIsThere()
    {
        membership.TopicIsMissing();
        Assert.Equal(ConsumerState.TopicMissing, membership.State);

        // There are more workers than partitions: the group gives this one none.
        membership.Assigned([]);
        Assert.Equal(ConsumerState.TopicMissing, membership.State);
        status.Cluster = new ClusterView { InputPartitions = 1 };

        Assert.Equal(ConsumerState.Running, membership.State);
    }

    [Fact]
    public void State_ShareLost_IsJoiningUntilTheGroupGivesOneAgain()
    {
        Assert.Equal(ConsumerState.Joining, membership.State);
        membership.Assigned([]);
        Assert.Equal(ConsumerState.Running, membership.State);

        membership.Lost([]);
        Assert.Equal(ConsumerState.Joining, membership.State);
        membership.Assigned([]);

        Assert.Equal(ConsumerState.Running, membership.State);
    }

    public void Dispose() => emissions.Dispose();
}
