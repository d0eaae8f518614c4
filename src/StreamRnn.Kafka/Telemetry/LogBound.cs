using System.Globalization;

namespace StreamRnn.Kafka.Telemetry;

/// <summary>Lets one message of a kind through per interval and counts those held back, so that a flood of bad records is not a flood of log lines. May be asked from several threads.</summary>
internal sealed class LogBound(TimeProvider timeProvider, TimeSpan interval)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (long Last, long HeldBack)> kinds = [];

    /// <summary>Whether a message of this kind is due; <paramref name="notLogged"/> is how many were not since the last.</summary>
    public bool IsDue(string kind, out NotLogged notLogged)
    {
        long now = timeProvider.GetTimestamp();
        lock (gate)
        {
            if (kinds.TryGetValue(kind, out (long Last, long HeldBack) known) && timeProvider.GetElapsedTime(known.Last, now) < interval)
            {
                kinds[kind] = known with { HeldBack = known.HeldBack + 1 };
                notLogged = default;
                return false;
            }

            notLogged = new NotLogged(known.HeldBack);
            kinds[kind] = (now, 0);
            return true;
        }
    }
}

/// <summary>How many messages like one were held back since the last; reads as the end of that message, and as nothing where it is none.</summary>
internal readonly record struct NotLogged(long Count)
{
    public override string ToString() => Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({Count} like it were not logged)");
}
