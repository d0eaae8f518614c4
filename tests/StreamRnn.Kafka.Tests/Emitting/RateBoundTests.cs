using StreamRnn.Kafka.Emitting;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Tests.Emitting;

public sealed class RateBoundTests
{
    [Fact]
    public void TryTake_OneSecondsWorth_ThenWaitsForTime()
    {
        var time = new GivenTime();
        var bound = new RateBound(10, time);

        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => bound.TryTake()));
        time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(2, Enumerable.Range(0, 100).Count(_ => bound.TryTake()));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => bound.TryTake()));
    }

    [Fact]
    public void TryTake_WithoutABound_AlwaysGives() =>
        Assert.Equal(100_000, Enumerable.Range(0, 100_000).Count(_ => new RateBound(0, new GivenTime()).TryTake()));

    [Fact]
    public void LogBound_FloodOfOneKind_LetsOneThroughPerIntervalAndCountsTheRest()
    {
        var time = new GivenTime();
        var bound = new LogBound(time, TimeSpan.FromSeconds(30));

        Assert.True(bound.IsDue("late", out NotLogged notLogged));
        Assert.Equal("", notLogged.ToString());
        Assert.Equal(0, Enumerable.Range(0, 1000).Count(_ => bound.IsDue("late", out NotLogged _)));
        Assert.True(bound.IsDue("invalid_json", out _));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(bound.IsDue("late", out notLogged));
        Assert.Equal(" (1000 like it were not logged)", notLogged.ToString());
    }
}
