using System.Text.RegularExpressions;

namespace StreamRnn.Alerting.Summaries;

/// <summary>Which streams belong together, and how many of them make a group's incident.</summary>
/// <param name="Name">Names the definition.</param>
/// <param name="Pattern">Matches the streams that it is about; what its one group captures names the group that a stream belongs to.</param>
/// <param name="Streams">So many of a group's streams, at least 2, make it an incident of the group.</param>
/// <param name="Within">The span within which they open theirs.</param>
public sealed record GroupDefinition(string Name, Regex Pattern, int Streams, TimeSpan Within)
{
    /// <summary>The number of the one group in <see cref="Pattern"/>.</summary>
    private const int CapturingGroup = 1;

    internal long WithinMilliseconds => (long)Within.TotalMilliseconds;

    /// <summary>The group that a stream belongs to; null for none, as where nothing is captured.</summary>
    internal string? GroupOf(string stream) => Pattern.Match(stream).Groups[CapturingGroup] is { Length: > 0 } group ? group.Value : null;
}
