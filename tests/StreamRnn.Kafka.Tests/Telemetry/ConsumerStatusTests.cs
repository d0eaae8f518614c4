using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Tests.Telemetry;

public sealed class ConsumerStatusTests
{
    private static readonly TopicFault fault = new("alerts", "the topic alerts does not exist", null);

    [Theory]
    [InlineData(ConsumerState.Created, ConsumerCondition.Starting)]
    [InlineData(ConsumerState.Joining, ConsumerCondition.Joining)]
    [InlineData(ConsumerState.TopicMissing, ConsumerCondition.Joining)]
    [InlineData(ConsumerState.Waiting, ConsumerCondition.Waiting)]
    [InlineData(ConsumerState.Stopping, ConsumerCondition.Stopping)]
    [InlineData(ConsumerState.Stopped, ConsumerCondition.Stopped)]
    [InlineData(ConsumerState.Failed, ConsumerCondition.Failed)]
    public void Condition_NotRunning_IsNotReady(ConsumerState state, ConsumerCondition expected)
    {
        ConsumerStatus status = Running();
        status.State = state;

        Assert.Equal(expected, status.Condition);
        Assert.False(status.IsReady);
    }

    [Fact]
    public void Condition_RunningWithAPartition_IsReady()
    {
        ConsumerStatus status = Running();

        Assert.Equal(ConsumerCondition.Ready, status.Condition);
        Assert.True(status.IsReady);
    }

    [Theory]
    [InlineData(ConsumerState.Running)]
    [InlineData(ConsumerState.Joining)]
    [InlineData(ConsumerState.Waiting)]
    public void Condition_ClusterAway_IsUnreachableWhateverElseHolds(ConsumerState state)
    {
        ConsumerStatus status = Running();
        status.State = state;
        status.Cluster = status.Cluster! with { Unreachable = "Connection refused", Faults = [fault] };

        Assert.Equal(ConsumerCondition.Unreachable, status.Condition);
        Assert.False(status.IsReady);
    }

    [Theory]
    [InlineData(ConsumerState.Running)]
    [InlineData(ConsumerState.Joining)]
    public void Condition_TopicUnusable_IsNotReady(ConsumerState state)
    {
        ConsumerStatus status = Running();
        status.State = state;
        status.Cluster = status.Cluster! with { Faults = [fault] };

        Assert.Equal(ConsumerCondition.TopicUnusable, status.Condition);
        Assert.False(status.IsReady);
    }

    [Fact]
    public void Condition_TopicsNotLookedAtYet_IsNotReady()
    {
        ConsumerStatus status = Running();
        status.Cluster = null;

        Assert.Equal(ConsumerCondition.Joining, status.Condition);
    }

    [Fact]
    public void Condition_EmissionsUnacknowledgedForLong_IsNotReadyUntilTheyAreNot()
    {
        ConsumerStatus status = Running();
        status.OldestOutstanding = ConsumerStatus.UnacknowledgedLimit;
        Assert.True(status.IsReady);

        status.OldestOutstanding += TimeSpan.FromMilliseconds(1);
        Assert.Equal(ConsumerCondition.Unacknowledged, status.Condition);
        Assert.False(status.IsReady);

        status.OldestOutstanding = TimeSpan.Zero;
        Assert.True(status.IsReady);
    }

    [Fact]
    public void Condition_NoPartition_StandsByAndCountsAsReady()
    {
        ConsumerStatus status = Running();
        status.Assigned = 0;

        Assert.Equal(ConsumerCondition.StandingBy, status.Condition);
        Assert.True(status.IsReady);
    }

    /// <summary>One that has a partition, on a cluster where all is well.</summary>
    private static ConsumerStatus Running() =>
        new() { State = ConsumerState.Running, Cluster = new ClusterView { InputPartitions = 1 }, Assigned = 1 };
}
