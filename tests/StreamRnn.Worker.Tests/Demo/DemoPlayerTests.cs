using StreamRnn.Core.Streams;
using StreamRnn.Worker.Demo;

namespace StreamRnn.Worker.Tests.Demo;

public sealed class DemoPlayerTests
{
    private const int ReadingCount = 23_456;

    private readonly DemoProgress progress = new();

    [Fact]
    public async Task PlayAsync_EngineThatDoesNothing_StopsAtTheMaxLead()
    {
        RecordingSink sink = new();
        using CancellationTokenSource stop = new();
        Task playing = new DemoPlayer(sink, progress, null, TimeProvider.System).PlayAsync(Readings(), stop.Token);

        // Nothing in the player runs on another thread before it first has to wait.
        Assert.False(playing.IsCompleted);
        Assert.Equal(DemoPlayer.MaxLead, sink.Readings.Count);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(playing, "the player stops"));
    }

    [Fact]
    public async Task PlayAsync_SlowEngine_NeverRunsAheadByMoreThanTheLeadAndSendsAllInOrder()
    {
        RecordingSink sink = new();
        long largestLead = 0;
        sink.OnSend = () => largestLead = Math.Max(largestLead, sink.Readings.Count - progress.Processed);
        Task playing = new DemoPlayer(sink, progress, null, TimeProvider.System).PlayAsync(Readings(), CancellationToken.None);
        Task engine = Task.Run(async () =>
        {
            for (long offset = 0; offset < ReadingCount; offset++)
            {
                await sink.WaitForAsync(offset + 1);
                Process(offset);
            }
        });

        await Wait.ForAsync(Task.WhenAll(playing, engine), "the player and the engine end");

        Assert.Equal(Readings(), sink.Readings);
        Assert.InRange(largestLead, 1, DemoPlayer.MaxLead);
    }

    [Fact]
    public async Task PlayAsync_LastReadingUnprocessed_DoesNotEnd()
    {
        RecordingSink sink = new();
        Task playing = new DemoPlayer(sink, progress, null, TimeProvider.System)
            .PlayAsync(Readings().Take(10), CancellationToken.None);

        Process(8);
        Assert.False(playing.IsCompleted);
        Process(9);

        await Wait.ForAsync(playing, "the player ends");
    }

    [Fact]
    public async Task PlayAsync_RejectedReadingsBetween_CountAsProcessed()
    {
        RecordingSink sink = new();
        Task playing = new DemoPlayer(sink, progress, null, TimeProvider.System)
            .PlayAsync(Readings().Take(10), CancellationToken.None);

        Process(9);

        await Wait.ForAsync(playing, "the player ends");
    }

    [Fact]
    public async Task PlayAsync_SetSpeed_PausesForTheEventTimeOverTheSpeedAndAtMostASecond()
    {
        RecordingSink sink = new();
        ManualTime time = new();
        DemoReading[] readings = [new("a", 0, 1), new("a", 1_000_000, 2), new("a", 900_000_000, 3), new("a", 900_000_000, 4)];
        DemoPlayer player = new(sink, progress, 10_000, time);
        Task playing = player.PlayAsync(readings, CancellationToken.None);

        Assert.Single(sink.Readings);
        time.Advance(TimeSpan.FromMilliseconds(100));
        await sink.WaitForAsync(2);
        time.Advance(TimeSpan.FromSeconds(1));
        await sink.WaitForAsync(4);
        Process(3);
        await Wait.ForAsync(playing, "the player ends");

        Assert.Equal([TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)], time.Delays);
    }

    private static IEnumerable<DemoReading> Readings() =>
        Enumerable.Range(0, ReadingCount).Select(row => new DemoReading("a", row * 1_000L, row));

    private void Process(long offset) => progress.Scored(
        new SensorEvent { Key = "a"u8, Time = offset * 1_000, Values = [offset], Offset = offset }, new ScoredEvent(1));
}
