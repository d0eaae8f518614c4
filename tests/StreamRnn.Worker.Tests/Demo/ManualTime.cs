namespace StreamRnn.Worker.Tests.Demo;

/// <summary>A clock that stands still until it is advanced, for one timer at a time.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private long now;
    private ManualTimer? timer;

    /// <summary>Every delay that was asked for, in order.</summary>
    public List<TimeSpan> Delays { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            Delays.Add(dueTime);
            return timer = new ManualTimer(callback, state);
        }
    }

    /// <summary>Waits for a timer, moves the clock and fires it.</summary>
    public void Advance(TimeSpan span)
    {
        ManualTimer? due = null;
        Assert.True(SpinWait.SpinUntil(() => (due = Interlocked.Exchange(ref timer, null)) is not null, Wait.Patience), "Nobody waits for the clock.");
        Interlocked.Add(ref now, span.Ticks);
        due!.Fire();
    }

    private sealed class ManualTimer(TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
