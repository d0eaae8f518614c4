namespace StreamRnn.Alerting;

/// <summary>An incident that is over, kept for a while: for the recovery that may still come, and for the next incident of a stream that flaps.</summary>
/// <param name="Incident">The incident as it was resolved.</param>
/// <param name="EndedAt">The virtual time of that, Unix milliseconds.</param>
internal sealed record EndedIncident(Incident Incident, long EndedAt)
{
    /// <summary>From then on nothing depends on it.</summary>
    public long ForgottenAt => EndedAt + FlapDamping.MemoryInQuietSpans * (long)Incident.Quiet.TotalMilliseconds;

    /// <summary>Whether an exceedance at virtual time <paramref name="now"/> is the end of what the incident was about, and no new one.</summary>
    public bool IsEndedBy(Exceedance exceedance, long now) =>
        now - EndedAt < Incident.Quiet.TotalMilliseconds && Recovery.Ends(Incident.Opening, Incident.Last, exceedance);
}

/// <summary>The incidents of a lane that ended lately, at most one a stream.</summary>
internal sealed class EndedIncidents
{
    private readonly Dictionary<string, EndedIncident> byStream = new(StringComparer.Ordinal);

    // In the order in which they are forgotten. What has been replaced meanwhile is found out when its turn comes.
    private readonly PriorityQueue<EndedIncident, (long ForgottenAt, long OpeningOrder)> byEnd = new();

    /// <summary>When the next is forgotten; <see cref="long.MaxValue"/> where none is kept.</summary>
    public long NextDue => byEnd.TryPeek(out _, out (long ForgottenAt, long OpeningOrder) first) ? first.ForgottenAt : long.MaxValue;

    /// <summary>Those that are kept, in the order of their openings.</summary>
    public IEnumerable<EndedIncident> All => byStream.Values.OrderBy(static ended => ended.Incident.OpeningOrder);

    /// <summary>Forgets those whose time is over.</summary>
    public void AdvanceTo(long now)
    {
        while (NextDue <= now)
        {
            EndedIncident over = byEnd.Dequeue();
            if (byStream.TryGetValue(over.Incident.Opening.Stream, out EndedIncident? kept) && ReferenceEquals(kept, over))
            {
                byStream.Remove(over.Incident.Opening.Stream);
            }
        }
    }

    public void Add(EndedIncident ended)
    {
        byStream[ended.Incident.Opening.Stream] = ended;
        byEnd.Enqueue(ended, (ended.ForgottenAt, ended.Incident.OpeningOrder));
    }

    public EndedIncident? Find(string stream) => byStream.GetValueOrDefault(stream);

    public void Remove(string stream) => byStream.Remove(stream);
}
