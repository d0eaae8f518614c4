using System.Diagnostics;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Kafka.Consuming;

/// <summary>
/// Adds up the time that a thread is at work. It looks at the clock before and after a wait, and every so many batches where
/// there is no wait, so that a thread at full load pays nothing for it and its count goes on all the same. Belongs to that thread.
/// </summary>
internal sealed class BusyTime(LaneCounts counts)
{
    /// <summary>Batches between two looks at the clock: some milliseconds of work.</summary>
    private const int BatchesPerLook = 32;

    private long since = Stopwatch.GetTimestamp();
    private int batches;

    /// <summary>The thread is about to wait.</summary>
    public void Pause()
    {
        counts.CountBusy(Stopwatch.GetTimestamp() - since);
        batches = 0;
    }

    /// <summary>The wait is over.</summary>
    public void Resume() => since = Stopwatch.GetTimestamp();

    /// <summary>A batch has been handled.</summary>
    public void Note()
    {
        if (++batches < BatchesPerLook)
        {
            return;
        }

        long now = Stopwatch.GetTimestamp();
        counts.CountBusy(now - since);
        since = now;
        batches = 0;
    }
}
