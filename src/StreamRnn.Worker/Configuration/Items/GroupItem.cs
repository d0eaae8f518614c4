using System.ComponentModel;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Worker.Configuration.Constraints;

namespace StreamRnn.Worker.Configuration.Items;

/// <summary>A definition of groups as it is written.</summary>
internal sealed record GroupItem
{
    /// <summary>Its whole match is the pattern's first group, its one capture the second.</summary>
    private const int GroupsInAPattern = 2;

    [Description("Names the definition.")]
    [TextLength(1, 80)]
    public string Name { get; init; } = "";

    [Description("A regular expression on a stream's key with one group, in parentheses, that names the group which the stream belongs to: `^([^/]+)/` takes all before the first slash.")]
    public string Pattern { get; init; } = "";

    [Description("So many streams of a group make it an incident of the group.")]
    [NumberRange(2, 10_000)]
    public int Streams { get; init; } = 3;

    [Description("The span within which they open theirs.")]
    [DurationRange("1s", "1d")]
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What is wrong with it, key by key.</summary>
    public IEnumerable<ItemProblem> Problems()
    {
        if (Name.Length == 0)
        {
            yield return new("name", "is missing; it stands in alerts");
        }

        if (Pattern.Length == 0)
        {
            yield return new("pattern", "is missing; write for example ^([^/]+)/");
        }
        else if (Values.Pattern.Read(Pattern, out string problem) is not { } pattern)
        {
            yield return new("pattern", problem);
        }
        else if (pattern.GetGroupNumbers().Length != GroupsInAPattern)
        {
            yield return new("pattern", $"{Quotation.Of(Pattern)} has {(pattern.GetGroupNumbers().Length < GroupsInAPattern ? "no group that names the stream's" : "more than one group")}; put what names it in one pair of parentheses, and (?: ) around what does not");
        }
    }

    /// <summary>The definition, where it has no <see cref="Problems"/>.</summary>
    public GroupDefinition ToDefinition() => new(Name, Values.Pattern.Read(Pattern, out _)!, Streams, Within);
}
