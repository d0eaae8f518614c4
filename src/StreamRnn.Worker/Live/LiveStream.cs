namespace StreamRnn.Worker.Live;

/// <summary>
/// The newest points of one stream, in a ring whose memory is given. A short lock guards it, not a sequence lock: a
/// lane writes every few microseconds at full speed, and an optimistic reader of many points would always have to start
/// again. Readers copy in small pieces, so a lane waits for at most one such copy, some microseconds, a few times a second.
/// </summary>
internal sealed class LiveStream(string name, Memory<LivePoint> ring)
{
    private readonly Lock gate = new();
    private long total;

    /// <summary>The stream's name.</summary>
    public string Name => name;

    /// <summary>Points kept.</summary>
    public int Capacity => ring.Length;

    /// <summary>Points ever added; the newest has this sequence number less one.</summary>
    public long Total => Interlocked.Read(ref total);

    /// <summary>Adds a point; allocates nothing.</summary>
    public void Add(in LivePoint point)
    {
        lock (gate)
        {
            ring.Span[(int)(total % ring.Length)] = point;
            Interlocked.Increment(ref total);
        }
    }

    /// <summary>
    /// Copies the points from sequence number <paramref name="from"/> on, or from the oldest kept if that is newer, as
    /// many as there are and fit into <paramref name="destination"/>; a negative number counts as 0. Returns how many; <paramref name="next"/> is the
    /// number after the last one copied. All are from one moment.
    /// </summary>
    public int Copy(long from, Span<LivePoint> destination, out long next)
    {
        lock (gate)
        {
            long first = Math.Max(0, Math.Max(from, total - ring.Length));
            int count = (int)Math.Clamp(total - first, 0, destination.Length);
            int start = (int)(first % ring.Length);
            int untilEnd = Math.Min(count, ring.Length - start);
            ring.Span.Slice(start, untilEnd).CopyTo(destination);
            ring.Span[..(count - untilEnd)].CopyTo(destination[untilEnd..]);
            next = first + count;
            return count;
        }
    }
}

/// <summary>What the page draws of one event: the stream's first feature, in its own unit.</summary>
internal readonly record struct LivePoint
{
    /// <summary>Event time, Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>The reading; NaN where it was missing.</summary>
    public required double Reading { get; init; }

    /// <summary>The forecast made before it; NaN where there was none.</summary>
    public required double Forecast { get; init; }

    /// <summary>Lower end of the forecast interval.</summary>
    public required double Lower { get; init; }

    /// <summary>Upper end of the forecast interval.</summary>
    public required double Upper { get; init; }

    /// <summary>The calibrated score, in [0, 1).</summary>
    public required double Score { get; init; }
}
