using System.Runtime.InteropServices;

namespace StreamRnn.Core.Streams;

/// <summary>The first cache line of a stream's row. Blittable: a row is its own snapshot.</summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
public struct RowHeader
{
    /// <summary>One cache line.</summary>
    public const int SizeBytes = 64;

    /// <summary>The stream that owns the row.</summary>
    public StreamKey Key;

    /// <summary>The lane's event number at the stream's last event: the order of eviction.</summary>
    public long LastActivity;

    /// <summary>The newest event time taken in, Unix milliseconds.</summary>
    public long NewestTime;

    /// <summary>The last event's time, Unix milliseconds; older than <see cref="NewestTime"/> where events came out of order.</summary>
    public long LastTime;

    /// <summary>Events taken in.</summary>
    public long EventCount;

    /// <summary>State of the stream's random choices (SplitMix64).</summary>
    public ulong Random;

    /// <summary>Optimiser steps its own weights have taken; 0 where the lane shares weights.</summary>
    public int OptimiserSteps;
}
