namespace StreamRnn.Core.Tests.Streams;

/// <summary>One-minute readings of a stream with a daily course, from a Monday on, for what a pager would get of them.</summary>
internal static class PagerSeries
{
    public const int Day = 1440;

    /// <summary>Monday, 2026-11-02, 0:00.</summary>
    public const long Monday = 1_793_577_600_000;

    /// <summary>Friday at ten: past the first day, before the first weekend.</summary>
    public const int FridayAtTen = (4 * Day) + 600;

    /// <summary>A day's wave of ±20 around 100 with noise of 1; as many readings as asked for.</summary>
    public static double[] Daily(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Course(i) + NoisySeries.Normal(random))];
    }

    /// <summary>The wave without noise.</summary>
    public static double Course(int i) => 100 + (20 * Math.Sin(i * 2 * Math.PI / Day));

    public static long TimeOf(int i) => Monday + (i * LaneRun.Minute);
}
