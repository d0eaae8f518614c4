using System.Runtime.InteropServices;

namespace StreamRnn.Core.Streams;

/// <summary>Where a stream is in time. Blittable: a row is its own snapshot.</summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
public struct RowHeader
{
    /// <summary>Bytes of it.</summary>
    public const int SizeBytes = 48;

    /// <summary>The stream that owns the row.</summary>
    public StreamKey Key;

    /// <summary>The lane's event number at the stream's last event: the order of eviction.</summary>
    public long LastActivity;

    /// <summary>
    /// The stream's own time: the highest that two of its events in a row have reached, Unix milliseconds, so that a single wrong stamp never
    /// moves it. <see cref="long.MinValue"/> before the second event.
    /// </summary>
    public long ReachedTime;

    /// <summary>The last event's time, Unix milliseconds.</summary>
    public long LastTime;

    /// <summary>Events taken in.</summary>
    public long EventCount;
}
