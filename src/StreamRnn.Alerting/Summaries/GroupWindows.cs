using System.Collections.Immutable;

namespace StreamRnn.Alerting.Summaries;

/// <summary>
/// Makes one incident of a group where enough of its streams open theirs within the definition's span. It stands for those that open from then on; what was told
/// before it was there is told to its end. It is updated as streams join or score higher, at most every update interval or when their number has doubled, and is over when all of theirs are.
/// </summary>
internal sealed class GroupWindows
{
    private readonly ImmutableArray<GroupDefinition> definitions;
    private readonly long updateInterval;
    private readonly SortedDictionary<(string Definition, string Group), GroupState> groups;

    public GroupWindows(IncidentOptions options, ImmutableArray<GroupState> state, long now)
    {
        definitions = options.Groups;
        updateInterval = (long)options.UpdateInterval.TotalMilliseconds;
        groups = new(Comparer<(string Definition, string Group)>.Create(static (a, b) =>
            string.CompareOrdinal(a.Definition, b.Definition) is not 0 and var order ? order : string.CompareOrdinal(a.Group, b.Group)));
        foreach (GroupState group in state)
        {
            // Of a definition that is gone nothing is left to tell.
            if (DefinitionOf(group) is { } definition)
            {
                Put(group, definition, now);
            }
        }
    }

    /// <summary>A moment before which it has nothing to say or to forget if nothing more opens; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue { get; private set; } = long.MaxValue;

    /// <summary>Where an incident that opens is folded to; null where it is told on its own.</summary>
    public Folding? Open(IncidentChange opening, long now, List<SummaryChange> told)
    {
        if (Find(opening.Opening.Stream) is not { } definition)
        {
            return null;
        }

        GroupState group = definition.State.With(new FoldedIncident(opening.Opening.Stream, opening.IncidentId, now, opening.PeakScore, opening.SeverityCap, IsOpen: true));
        if (group.Incident is not null)
        {
            group = group with { Incident = group.Incident.With(opening) };
            bool isToldAtOnce = now - group.Incident.ToldAt >= updateInterval || group.Incident.Incidents >= 2 * group.Incident.ToldIncidents;
            group = isToldAtOnce ? Tell(group, definition.Definition, IncidentState.Update, now, now, told) : group;
        }
        else if (OpenedLately(group, definition.Definition, now) >= definition.Definition.Streams)
        {
            group = group.Since(now - definition.Definition.WithinMilliseconds);
            Summary incident = Summary.Open(SummaryKind.Group, group.Group, group.Definition, opening.Opening, opening.SeverityCap, now);
            incident = group.Members.Values.Aggregate(incident, static (all, member) => all.With(member.PeakScore, member.SeverityCap)) with { Incidents = group.Members.Count };
            group = Tell(group with { Incident = incident }, definition.Definition, IncidentState.Open, opening.Time, now, told);
        }

        Put(group, definition.Definition, now);
        return group.Incident is { } own ? new Folding(SummaryKind.Group, own.Id) : null;
    }

    /// <summary>The id of the group's incident that an incident which goes on or is over belongs to; null for none.</summary>
    public string? Follow(IncidentChange change, long now, List<SummaryChange> told)
    {
        if (Find(change.Opening.Stream) is not { } definition
            || !definition.State.Members.TryGetValue(change.Opening.Stream, out FoldedIncident? member))
        {
            return null;
        }

        GroupState group = definition.State.With(member with { PeakScore = change.PeakScore, SeverityCap = change.SeverityCap, IsOpen = change.State != IncidentState.Resolve });
        string? own = group.Incident?.Id;
        if (group.Incident is not null)
        {
            group = group with { Incident = group.Incident.With(change.PeakScore, change.SeverityCap) };
            if (group.OpenMembers == 0)
            {
                group = Tell(group, definition.Definition, IncidentState.Resolve, now, now, told) with { Incident = null };
            }
        }

        Put(group, definition.Definition, now);
        return own;
    }

    /// <summary>Where the stream's incident is folded to that is told on its own so far; null for nowhere.</summary>
    public Folding? Of(string stream) =>
        Find(stream) is { State.Incident: { } incident } ? new Folding(SummaryKind.Group, incident.Id) : null;

    /// <summary>Tells what is due at virtual time <paramref name="now"/>.</summary>
    public void RunDue(long now, List<SummaryChange> told)
    {
        if (now < NextDue)
        {
            return;
        }

        NextDue = long.MaxValue;
        foreach (GroupState before in groups.Values.ToArray())
        {
            GroupDefinition definition = DefinitionOf(before)!;
            GroupState group = before.Since(now - definition.WithinMilliseconds);
            Put(UpdateDueOf(group) <= now ? Tell(group, definition, IncidentState.Update, now, now, told) : group, definition, now);
        }
    }

    /// <summary>All that it goes on from at virtual time <paramref name="now"/>, in the order of the names.</summary>
    public ImmutableArray<GroupState> Save(long now) =>
        [.. groups.Values.Select(group => group.Since(now - DefinitionOf(group)!.WithinMilliseconds)).Where(static group => !group.Members.IsEmpty)];

    private (GroupDefinition Definition, GroupState State)? Find(string stream)
    {
        foreach (GroupDefinition definition in definitions)
        {
            if (definition.GroupOf(stream) is { } group)
            {
                return (definition, groups.GetValueOrDefault((definition.Name, group)) ?? GroupState.Empty(definition.Name, group));
            }
        }

        return null;
    }

    /// <summary>How many streams opened their incidents within the span that ends now.</summary>
    private static int OpenedLately(GroupState group, GroupDefinition definition, long now) =>
        group.Members.Values.Count(member => now - member.OpenedAt < definition.WithinMilliseconds);

    private static GroupState Tell(GroupState group, GroupDefinition definition, IncidentState state, long time, long now, List<SummaryChange> told)
    {
        FoldedIncident[] open = [.. group.Members.Values.Where(static member => member.IsOpen)
            .OrderByDescending(static member => member.PeakScore).ThenBy(static member => member.Stream, StringComparer.Ordinal)];
        (Summary incident, SummaryChange change) = group.Incident!.Tell(state, open, open.Length, definition.Streams, time, now);
        told.Add(change);
        return group with { Incident = incident };
    }

    private long UpdateDueOf(GroupState group) =>
        group.Incident is { HasNews: true } incident ? incident.ToldAt + updateInterval : long.MaxValue;

    private GroupDefinition? DefinitionOf(GroupState group) => definitions.FirstOrDefault(definition => definition.Name == group.Definition);

    private void Put(GroupState group, GroupDefinition definition, long now)
    {
        if (group.Members.IsEmpty)
        {
            groups.Remove((group.Definition, group.Group));
        }
        else
        {
            groups[(group.Definition, group.Group)] = group;
        }

        NextDue = Math.Min(NextDue, UpdateDueOf(group));
        if (group.OpenMembers < group.Members.Count)
        {
            // What is over is forgotten in passing, at the latest some spans later: nothing depends on when.
            NextDue = Math.Min(NextDue, now + definition.WithinMilliseconds);
        }
    }
}
