namespace StreamRnn.Alerting;

/// <summary>How a stream's quiet span grows while it opens incident after incident.</summary>
internal static class FlapDamping
{
    /// <summary>An incident follows closely on another that ended no longer ago than this many of the other's quiet spans.</summary>
    public const int MemoryInQuietSpans = 4;

    /// <summary>The quiet span of an incident that follows closely on <paramref name="flaps"/> others: doubled as often, up to the maximum.</summary>
    public static TimeSpan QuietAfter(int flaps, IncidentOptions options)
    {
        TimeSpan quiet = options.Quiet;
        for (int doubled = 0; doubled < flaps && quiet < options.MaxQuiet; doubled++)
        {
            quiet = quiet * 2 < options.MaxQuiet ? quiet * 2 : options.MaxQuiet;
        }

        return quiet;
    }
}
