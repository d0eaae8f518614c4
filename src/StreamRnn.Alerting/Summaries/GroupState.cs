using System.Collections.Immutable;

namespace StreamRnn.Alerting.Summaries;

/// <summary>A group with incidents that are open, or opened lately. Immutable.</summary>
/// <param name="Definition">Its definition's name.</param>
/// <param name="Group">Its name.</param>
/// <param name="Members">Each stream's last incident: the open ones, and those that opened within the definition's span.</param>
/// <param name="OpenMembers">How many of them are open.</param>
/// <param name="Incident">The group's own, or null.</param>
internal sealed record GroupState(string Definition, string Group, ImmutableSortedDictionary<string, FoldedIncident> Members, int OpenMembers, Summary? Incident)
{
    public static GroupState Empty(string definition, string group) =>
        new(definition, group, ImmutableSortedDictionary.Create<string, FoldedIncident>(StringComparer.Ordinal), 0, null);

    /// <summary>Without the members that are over and opened before a moment.</summary>
    public GroupState Since(long moment) =>
        this with { Members = Members.RemoveRange(Members.Where(member => !member.Value.IsOpen && member.Value.OpenedAt <= moment).Select(static member => member.Key)) };

    public GroupState With(FoldedIncident member)
    {
        int wasOpen = Members.TryGetValue(member.Stream, out FoldedIncident? before) && before.IsOpen ? 1 : 0;
        return this with { Members = Members.SetItem(member.Stream, member), OpenMembers = OpenMembers + (member.IsOpen ? 1 : 0) - wasOpen };
    }
}
