using StreamRnn.Worker.Fleet;
using StreamRnn.Worker.Fleet.Writing;

namespace StreamRnn.Worker.Tests.Fleet.Writing;

public sealed class PaceTests
{
    /// <summary>2026-01-31T12:00:00Z.</summary>
    private static readonly DateTimeOffset noon = DateTimeOffset.FromUnixTimeSeconds(1_769_860_800);

    [Fact]
    public void WaitFor_ARate_KeepsToItAndMakesUpForWhatWasLate()
    {
        var clock = new SetTime();
        var pace = new Pace(Rate: 100, IsLive: false, clock);

        Assert.Equal(TimeSpan.Zero, pace.WaitFor(0, default));
        Assert.Equal(TimeSpan.FromSeconds(1), pace.WaitFor(100, default));
        clock.Elapsed = TimeSpan.FromSeconds(0.8);
        Assert.Equal(TimeSpan.FromSeconds(0.2), pace.WaitFor(100, default));
        clock.Elapsed = TimeSpan.FromSeconds(3);
        Assert.Equal(TimeSpan.Zero, pace.WaitFor(299, default));
    }

    [Fact]
    public void WaitFor_Live_WaitsForTheTimeAtWhichItIsTaken()
    {
        var clock = new SetTime();
        var pace = new Pace(Rate: 0, IsLive: true, clock);
        long at = noon.ToUnixTimeMilliseconds() + 60_000;

        // What time the reading bears says nothing of when it is sent.
        Assert.Equal(TimeSpan.FromMinutes(1), pace.WaitFor(0, new MadeReading(at, at + 86_400_000, 1)));
        clock.Elapsed = TimeSpan.FromSeconds(61);
        Assert.Equal(TimeSpan.Zero, pace.WaitFor(0, new MadeReading(at, at, 1)));
    }

    [Fact]
    public void WaitFor_NoBound_NeverWaits() => Assert.Equal(TimeSpan.Zero, new Pace(Rate: 0, IsLive: false, new SetTime()).WaitFor(long.MaxValue, default));

    private sealed class SetTime : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override DateTimeOffset GetUtcNow() => noon + Elapsed;
    }
}
