namespace StreamRnn.Kafka.Tests.Emitting;

/// <summary>Time that goes on when it is told to.</summary>
internal sealed class GivenTime : TimeProvider
{
    private long ticks = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    public override long GetTimestamp() => Interlocked.Read(ref ticks);
}
