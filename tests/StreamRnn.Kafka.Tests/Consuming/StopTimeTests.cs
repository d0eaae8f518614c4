using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Tests.Emitting;

namespace StreamRnn.Kafka.Tests.Consuming;

public sealed class StopTimeTests
{
    [Fact]
    public void Left_AfterTheStopWasAskedFor_CountsFromThen()
    {
        var time = new GivenTime();
        using var stop = new CancellationTokenSource();
        using var stopTime = new StopTime(time, TimeSpan.FromSeconds(8), stop.Token);
        time.Advance(TimeSpan.FromHours(1));
        stop.Cancel();

        // A hand-over is under way just then.
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromSeconds(6), stopTime.Left(1));
        Assert.Equal(TimeSpan.FromSeconds(2), stopTime.Left(0.5));
    }

    [Fact]
    public void Left_AllOfItSpent_IsAMomentAllTheSame()
    {
        var time = new GivenTime();
        using var stop = new CancellationTokenSource();
        using var stopTime = new StopTime(time, TimeSpan.FromSeconds(8), stop.Token);
        stop.Cancel();
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.FromSeconds(1), stopTime.Left(1));
    }
}
