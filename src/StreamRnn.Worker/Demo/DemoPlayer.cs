namespace StreamRnn.Worker.Demo;

/// <summary>
/// Plays readings into a sink, as fast as the engine takes them or at a set speed. It never runs ahead of the engine
/// by more than <see cref="MaxLead"/> readings, because the embedded broker keeps 5 MiB or 100,000 messages of a
/// partition and drops the oldest.
/// </summary>
internal sealed class DemoPlayer(IReadingSink sink, DemoProgress progress, double? speed, TimeProvider timeProvider)
{
    /// <summary>The most readings that are sent and not yet processed: about 400 KiB on the broker.</summary>
    public const int MaxLead = 5_000;

    // Some months lie between the bundled series; nobody watches an empty stretch at a set speed.
    private static readonly TimeSpan maxPause = TimeSpan.FromSeconds(1);

    /// <summary>Readings handed to the sink so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Sends all readings, in order, and returns when the engine has processed the last one.</summary>
    public async Task PlayAsync(IEnumerable<DemoReading> readings, CancellationToken cancellationToken)
    {
        long? previous = null;
        double owed = 0;
        foreach (DemoReading reading in readings)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (speed is { } factor && previous is { } time)
            {
                owed = await PaceAsync(owed + Pause(reading.Time - time, factor), cancellationToken);
            }

            previous = reading.Time;
            if (Sent - progress.Processed >= MaxLead)
            {
                // Resuming at half the lead sends in bursts instead of waking up for each reading.
                sink.Flush(cancellationToken);
                await progress.WaitForAsync(Sent - (MaxLead / 2), cancellationToken);
            }

            sink.Send(reading);
            Sent++;
        }

        sink.Flush(cancellationToken);
        await progress.WaitForAsync(Sent, cancellationToken);
    }

    /// <summary>The real milliseconds that pass between two readings.</summary>
    /// <param name="milliseconds">Of event time between them.</param>
    /// <param name="factor">Event time over real time.</param>
    internal static double Pause(long milliseconds, double factor) =>
        Math.Clamp(milliseconds / factor, 0, maxPause.TotalMilliseconds);

    // Timers are no finer than some milliseconds: short pauses are saved up, and what a delay overran is given back.
    private async Task<double> PaceAsync(double owed, CancellationToken cancellationToken)
    {
        if (owed < 10)
        {
            return owed;
        }

        long start = timeProvider.GetTimestamp();
        await Task.Delay(TimeSpan.FromMilliseconds(owed), timeProvider, cancellationToken);
        return owed - timeProvider.GetElapsedTime(start).TotalMilliseconds;
    }
}

/// <summary>Where the player's readings go.</summary>
internal interface IReadingSink
{
    /// <summary>Hands a reading over, in order; it may still be under way when this returns.</summary>
    void Send(DemoReading reading);

    /// <summary>Waits until all that was handed over has arrived.</summary>
    void Flush(CancellationToken cancellationToken);
}
