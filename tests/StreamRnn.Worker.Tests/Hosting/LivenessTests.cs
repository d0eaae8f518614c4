using StreamRnn.Kafka.Telemetry;
using StreamRnn.Worker.Hosting;

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class LivenessTests
{
    private static readonly LaneThreadStatus Stalled = new(Thread: 2, Partitions: 1, Busy: TimeSpan.FromSeconds(90), BatchAge: TimeSpan.FromSeconds(75.2));

    [Fact]
    public void Describe_LaneThreadHangs_IsNotAliveAndSaysWhichAndForHowLong() =>
        Assert.Equal((false, "lane thread 2 has had a batch in hand for 75 s"), Liveness.Describe(ConsumerState.Running, Stalled));

    [Fact]
    public void Describe_Failed_IsNotAliveAndPointsToTheLog() =>
        Assert.Equal((false, "failed; the log says why"), Liveness.Describe(ConsumerState.Failed, Stalled));

    [Theory]
    [InlineData(ConsumerState.Created)]
    [InlineData(ConsumerState.Joining)]
    [InlineData(ConsumerState.TopicMissing)]
    [InlineData(ConsumerState.Running)]
    [InlineData(ConsumerState.Waiting)]
    [InlineData(ConsumerState.Stopping)]
    public void Describe_WaitingForOthersOrAtWork_IsAlive(ConsumerState state) =>
        Assert.Equal((true, "alive"), Liveness.Describe(state, null));
}
