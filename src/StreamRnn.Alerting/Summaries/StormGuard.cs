using System.Collections.Immutable;

namespace StreamRnn.Alerting.Summaries;

/// <summary>All that a storm guard goes on from.</summary>
/// <param name="Recent">The virtual times of the last openings, as many as make a storm, the oldest first.</param>
/// <param name="Storm">The storm that is on, or null.</param>
/// <param name="Open">Its incidents that are open, in the order of their openings.</param>
/// <param name="Unlisted">Those that no change has listed yet, as they opened.</param>
internal sealed record StormState(ImmutableArray<long> Recent, Summary? Storm, ImmutableArray<FoldedIncident> Open, ImmutableArray<FoldedIncident> Unlisted)
{
    public static StormState Calm { get; } = new([], null, [], []);
}

/// <summary>
/// Folds a lane's openings into one summary while there are more of them than the options allow: it says how many and which when it begins, at most once in that
/// span or the update interval while it grows, and when it is over. It is over when fewer than half as many as make a storm open within the span and no more than as many are still open,
/// so that those can be told one by one, as they then are.
/// </summary>
internal sealed class StormGuard
{
    private readonly int incidents;
    private readonly long within;
    private readonly long updateInterval;

    // A plain list: an opening shifts as many times as make a storm, which are few.
    private readonly List<long> recent;
    private readonly Dictionary<string, FoldedIncident> open;
    private readonly List<FoldedIncident> unlisted;
    private Summary? storm;

    public StormGuard(IncidentOptions options, StormState state)
    {
        incidents = options.StormIncidents;
        within = (long)options.StormWithin.TotalMilliseconds;
        // Told after each opening, as an update interval of 0 would have it, it would be no guard.
        updateInterval = Math.Max((long)options.UpdateInterval.TotalMilliseconds, within);
        recent = [.. state.Recent.TakeLast(incidents)];
        open = state.Open.ToDictionary(static incident => incident.IncidentId, StringComparer.Ordinal);
        unlisted = [.. state.Unlisted];
        storm = state.Storm;
    }

    /// <summary>When it has something to say if nothing more opens; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue => storm is null ? long.MaxValue : Math.Min(EndsAt, unlisted.Count > 0 ? storm.ToldAt + updateInterval : long.MaxValue);

    /// <summary>When the storm is over, as far as is known.</summary>
    private long EndsAt => incidents == 0 ? long.MinValue : open.Count > incidents ? long.MaxValue : recent[^Math.Min(recent.Count, Math.Max(1, incidents / 2))] + within;

    /// <summary>Where an incident that opens is folded to; null where it is told on its own.</summary>
    public Folding? Open(IncidentChange opening, long now, List<SummaryChange> told)
    {
        if (incidents == 0)
        {
            return null;
        }

        bool isStorm = storm is not null || (recent.Count == incidents && now - recent[0] < within);
        if (recent.Count == incidents)
        {
            recent.RemoveAt(0);
        }

        recent.Add(now);
        if (!isStorm)
        {
            return null;
        }

        bool begins = storm is null;
        storm ??= Summary.Open(SummaryKind.Storm, $"{opening.Opening.Topic}/{opening.Opening.Partition}", "", opening.Opening, opening.SeverityCap, now);
        storm = storm.With(opening);
        var folded = new FoldedIncident(opening.Opening.Stream, opening.IncidentId, now, opening.PeakScore, opening.SeverityCap, IsOpen: true);
        open[folded.IncidentId] = folded;
        unlisted.Add(folded);
        if (begins || now - storm.ToldAt >= updateInterval)
        {
            Tell(begins ? IncidentState.Open : IncidentState.Update, begins ? opening.Time : now, now, told);
        }

        return new Folding(SummaryKind.Storm, storm.Id);
    }

    /// <summary>An incident that it took goes on or is over.</summary>
    public void Follow(IncidentChange change)
    {
        if (!open.TryGetValue(change.IncidentId, out FoldedIncident? folded))
        {
            return;
        }

        storm = storm!.With(change.PeakScore, change.SeverityCap);
        if (change.State == IncidentState.Resolve)
        {
            open.Remove(change.IncidentId);
        }
        else
        {
            open[change.IncidentId] = folded with { PeakScore = change.PeakScore };
        }
    }

    /// <summary>Tells what is due at virtual time <paramref name="now"/>; returns the incidents that are to be told on their own from now on, as their storm is over.</summary>
    public ImmutableArray<FoldedIncident> RunDue(long now, List<SummaryChange> told)
    {
        if (storm is null || now < NextDue)
        {
            return [];
        }

        if (now < EndsAt)
        {
            Tell(IncidentState.Update, now, now, told);
            return [];
        }

        ImmutableArray<FoldedIncident> left = [.. OpenInOrder()];
        unlisted.Clear();
        unlisted.AddRange(left);
        Tell(IncidentState.Resolve, now, now, told);
        open.Clear();
        storm = null;
        return left;
    }

    public StormState Save() => new([.. recent], storm, [.. OpenInOrder()], [.. unlisted]);

    private IEnumerable<FoldedIncident> OpenInOrder() => open.Values.OrderBy(static incident => incident.OpenedAt).ThenBy(static incident => incident.IncidentId, StringComparer.Ordinal);

    private void Tell(IncidentState state, long time, long now, List<SummaryChange> told)
    {
        (storm, SummaryChange change) = storm!.Tell(state, unlisted, open.Count, Math.Max(1, incidents), time, now);
        unlisted.Clear();
        told.Add(change);
    }
}
