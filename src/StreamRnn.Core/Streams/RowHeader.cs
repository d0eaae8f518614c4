using System.Runtime.InteropServices;

namespace StreamRnn.Core.Streams;

/// <summary>Where a stream is in time. Blittable: a row is its own snapshot.</summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
public struct RowHeader
{
    /// <summary>Bytes of it.</summary>
    public const int SizeBytes = 48;

    /// <summary>
    /// What a count goes back by that would not fit: a multiple of all that counts are divided by (blocks of 4 and 12 events, powers of two up to 2^28), and so
    /// small that a stream stays established.
    /// </summary>
    private const uint CountPeriod = 3u << 28;

    /// <summary>The stream that owns the row.</summary>
    public StreamKey Key;

    /// <summary>The lane's event number at the stream's last event.</summary>
    public long LastActivity;

    /// <summary>
    /// The stream's own time: the highest that two of its events in a row have reached, Unix milliseconds, so that a single wrong stamp never
    /// moves it. <see cref="long.MinValue"/> before the second event.
    /// </summary>
    public long ReachedTime;

    /// <summary>The last event's time, Unix milliseconds.</summary>
    public long LastTime;

    private uint eventCount;

    /// <summary>How long the stream usually is silent between two events, by <see cref="ReachedTime"/>.</summary>
    public UsualInterval Interval;

    /// <summary>Events taken in; from 4,294,967,295 on less, with the same remainder.</summary>
    public long EventCount
    {
        readonly get => eventCount;
        set => eventCount = (uint)(value < uint.MaxValue ? value : value - CountPeriod);
    }
}
