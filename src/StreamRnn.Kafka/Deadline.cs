namespace StreamRnn.Kafka;

/// <summary>A moment until which several steps may take their time together.</summary>
internal readonly struct Deadline(TimeProvider timeProvider, TimeSpan timeout)
{
    private readonly long start = timeProvider.GetTimestamp();

    /// <summary>What is left of it, not below zero.</summary>
    public TimeSpan Remaining => timeout - timeProvider.GetElapsedTime(start) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}
