namespace StreamRnn.Kafka.Tests.Consuming;

/// <summary>The system's time, which a test may set forward.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long ticks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Shift.TotalSeconds * TimestampFrequency);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;

    private TimeSpan Shift => TimeSpan.FromTicks(Volatile.Read(ref ticks));
}
