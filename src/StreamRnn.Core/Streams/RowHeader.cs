using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Training;

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

    /// <summary>
    /// The stream's own time: the highest that two of its events in a row have reached, Unix milliseconds, so that a single wrong stamp never
    /// moves it. <see cref="long.MinValue"/> before the second event.
    /// </summary>
    public long ReachedTime;

    /// <summary>The last event's time, Unix milliseconds.</summary>
    public long LastTime;

    /// <summary>Events taken in.</summary>
    public long EventCount;

    /// <summary>The stream's random choices.</summary>
    public SplitMix64 Random;

    /// <summary>Optimiser steps its own weights have taken; 0 where the lane shares weights.</summary>
    public int OptimiserSteps;

    /// <summary>Which slot of the sampler follows the stream, if any; unused where it has weights of its own.</summary>
    public SampleMark SampleMark;
}
