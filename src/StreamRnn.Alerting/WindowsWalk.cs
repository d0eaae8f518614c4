using System.Collections.Immutable;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Alerting;

/// <summary>Goes over the state of a lane's windows, to hash, save or restore it. All is kept as it is, not as the exceedances that led to it.</summary>
internal static class WindowsWalk
{
    /// <summary>The state as it is to go on: the same, unless the walk restores.</summary>
    /// <exception cref="InvalidSnapshotException">What was saved can't be a pipeline's.</exception>
    public static WindowsState Over(StateWalk walk, WindowsState state)
    {
        ArgumentNullException.ThrowIfNull(walk);
        var next = new WindowsState
        {
            Watermark = walk.Next(state.Watermark),
            Openings = walk.Next(state.Openings),
            Open = walk.Each(state.Open, IncidentWalk.Over),
            Ended = walk.Each(state.Ended, Over),
            Groups = walk.Each(state.Groups, Over),
            Storm = Over(walk, state.Storm),
        };
        if (walk.IsRestoring)
        {
            Check(next);
        }

        return next;
    }

    private static EndedIncident Over(StateWalk walk, EndedIncident? ended) => new(IncidentWalk.Over(walk, ended?.Incident), walk.Moment(ended?.EndedAt ?? 0));

    private static GroupState Over(StateWalk walk, GroupState? group)
    {
        GroupState next = GroupState.Empty(walk.Text(group?.Definition), walk.Text(group?.Group));
        next = walk.Each<FoldedIncident>([.. group?.Members.Values ?? []], Over).Aggregate(next, static (all, member) => all.With(member));
        return next with { Incident = walk.Optional(group?.Incident, Over) };
    }

    private static StormState Over(StateWalk walk, StormState storm) => new(
        walk.Each(storm.Recent, WalkParts.Moment),
        walk.Optional(storm.Storm, Over),
        walk.Each(storm.Open, Over),
        walk.Each(storm.Unlisted, Over));

    private static FoldedIncident Over(StateWalk walk, FoldedIncident? incident) => new(
        walk.Text(incident?.Stream),
        walk.Text(incident?.IncidentId),
        walk.Moment(incident?.OpenedAt ?? 0),
        walk.Next(incident?.PeakScore ?? 0),
        walk.Next(incident?.SeverityCap ?? 0, 0, int.MaxValue),
        walk.Next(incident?.IsOpen ?? false));

    private static Summary Over(StateWalk walk, Summary? summary)
    {
        SummaryKind kind = walk.Choice(summary?.Kind ?? default);
        string name = walk.Text(summary?.Name);
        string definition = walk.Text(summary?.Definition);
        Exceedance opening = IncidentWalk.Over(walk, summary?.Opening);
        return new Summary
        {
            Kind = kind,
            Id = summary?.Id ?? Summary.IdOf(kind, name, definition, opening),
            Name = name,
            Definition = definition,
            Opening = opening,
            Sequence = walk.Next(summary?.Sequence ?? 0, 0, int.MaxValue),
            ToldAt = walk.Moment(summary?.ToldAt ?? 0),
            Incidents = walk.Next(summary?.Incidents ?? 0, 0, int.MaxValue),
            ToldIncidents = walk.Next(summary?.ToldIncidents ?? 0, 0, int.MaxValue),
            MaxOpen = walk.Next(summary?.MaxOpen ?? 0, 0, int.MaxValue),
            PeakScore = walk.Next(summary?.PeakScore ?? 0),
            ToldPeakScore = walk.Next(summary?.ToldPeakScore ?? 0),
            SeverityCap = walk.Next(summary?.SeverityCap ?? 0, 0, int.MaxValue),
        };
    }

    /// <summary>Refuses what a pipeline could stumble over later.</summary>
    private static void Check(WindowsState state)
    {
        Require(state.Watermark != long.MinValue || state is { Open: [], Ended: [], Groups: [], Storm: { Storm: null, Recent: [] } }, "incidents are there before the first event");
        Require(AreDistinct(state.Open.Select(static incident => incident.Opening.Stream)), "two incidents of a stream are open");
        Require(AreDistinct(state.Ended.Select(static ended => ended.Incident.Opening.Stream)), "two incidents of a stream are those that ended last");
        Require(state.Storm is { Storm: not null, Recent: not [] } or { Storm: null, Open: [], Unlisted: [] }, "a storm is without its openings, or they are without a storm");
        var open = state.Open.ToDictionary(static incident => incident.Id, static incident => incident.Opening.Stream, StringComparer.Ordinal);
        Require(AreDistinct(state.Storm.Open.Select(static folded => folded.IncidentId))
            && state.Storm.Open.All(folded => open.GetValueOrDefault(folded.IncidentId) == folded.Stream), "an incident of the storm is not open, or is there twice");
    }

    private static bool AreDistinct(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return names.All(seen.Add);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidSnapshotException(otherwise);
        }
    }
}
