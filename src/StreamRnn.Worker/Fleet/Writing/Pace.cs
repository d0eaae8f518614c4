namespace StreamRnn.Worker.Fleet.Writing;

/// <summary>How fast readings are sent: as fast as it goes, so many a second, or each when its time has come.</summary>
/// <param name="Rate">Readings a second; 0 sets no bound.</param>
/// <param name="IsLive">Whether a reading waits for its time on the real clock.</param>
/// <param name="Clock">The real clock.</param>
internal sealed record Pace(double Rate, bool IsLive, TimeProvider Clock)
{
    /// <summary>Timers are no finer: shorter waits are saved up.</summary>
    private static readonly TimeSpan MinWait = TimeSpan.FromMilliseconds(10);

    private readonly long began = Clock.GetTimestamp();

    /// <summary>How long the reading with this number, from 0, has yet to wait.</summary>
    public TimeSpan WaitFor(long number, MadeReading reading)
    {
        TimeSpan wait = IsLive ? TimeSpan.FromMilliseconds(reading.At) - (Clock.GetUtcNow() - DateTimeOffset.UnixEpoch)
            : Rate > 0 ? TimeSpan.FromSeconds(number / Rate) - Clock.GetElapsedTime(began)
            : TimeSpan.Zero;
        return wait >= MinWait ? wait : TimeSpan.Zero;
    }
}
