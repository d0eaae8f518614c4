namespace StreamRnn.Kafka.Consuming;

/// <summary>What is left of a stop's time, which counts from when the stop was asked for: the group's thread may have been at a hand-over just then.</summary>
internal sealed class StopTime : IDisposable
{
    private readonly TimeProvider timeProvider;
    private readonly TimeSpan timeout;
    private readonly CancellationTokenRegistration registration;
    private long askedAt;

    /// <param name="timeProvider">The time.</param>
    /// <param name="timeout">What a stop may take in all.</param>
    /// <param name="stop">Asks for the stop when it is cancelled.</param>
    public StopTime(TimeProvider timeProvider, TimeSpan timeout, CancellationToken stop)
    {
        this.timeProvider = timeProvider;
        this.timeout = timeout;
        registration = stop.Register(() => Volatile.Write(ref askedAt, timeProvider.GetTimestamp()));
    }

    /// <summary>What is left of a share of the time, 0 to 1, after the stop was asked for; an eighth of the whole at least, in which a cluster that answers does.</summary>
    public TimeSpan Left(double share)
    {
        TimeSpan left = (share * timeout) - timeProvider.GetElapsedTime(Volatile.Read(ref askedAt));
        return left > timeout / 8 ? left : timeout / 8;
    }

    /// <inheritdoc/>
    public void Dispose() => registration.Dispose();
}
