namespace StreamRnn.Kafka.Telemetry;

/// <summary>Lets one message of a kind through per interval and counts those held back, so that a flood of bad records is not a flood of log lines. May be asked from several threads.</summary>
internal sealed class LogBound(TimeProvider timeProvider, TimeSpan interval)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (long Last, long HeldBack)> kinds = [];

    /// <summary>Whether a message of this kind is due; <paramref name="heldBack"/> is how many were not since the last.</summary>
    public bool IsDue(string kind, out long heldBack)
    {
        long now = timeProvider.GetTimestamp();
        lock (gate)
        {
            if (kinds.TryGetValue(kind, out (long Last, long HeldBack) known) && timeProvider.GetElapsedTime(known.Last, now) < interval)
            {
                kinds[kind] = known with { HeldBack = known.HeldBack + 1 };
                heldBack = 0;
                return false;
            }

            heldBack = known.HeldBack;
            kinds[kind] = (now, 0);
            return true;
        }
    }
}
