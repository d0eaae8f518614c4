using System.Globalization;
using System.Text.RegularExpressions;
using StreamRnn.Worker.Evaluation;

namespace StreamRnn.Worker.Tests.Evaluation;

public sealed partial class EvaluationDocsTests
{
    /// <summary>The halves that docs/evaluation.md lists are those that evaluate uses.</summary>
    [Fact]
    public void Docs_ListEachSeriesInItsHalf()
    {
        Match[] lists = Halves().Matches(File.ReadAllText(RepositoryRoot.At("docs/evaluation.md"))).ToArray();

        Assert.Equal(["NAB, tune", "NAB, judge", "AIOps, tune", "AIOps, judge"], lists.Select(list => $"{list.Groups["suite"].Value}, {list.Groups["half"].Value}"));
        Assert.All(lists, list =>
        {
            string[] names = [.. Name().Matches(list.Groups["names"].Value).Select(name => name.Groups[1].Value)];
            Assert.Equal(int.Parse(list.Groups["count"].Value, CultureInfo.InvariantCulture), names.Length);
            Assert.All(names, name => Assert.Equal(list.Groups["half"].Value, Halving.HalfOf(name).ToString(), ignoreCase: true));
        });
    }

    [GeneratedRegex(@"\*\*(?<suite>\w+), (?<half>tune|judge)\*\* \((?<count>\d+)\):\n(?<names>(?:`.*\n?)+)")]
    private static partial Regex Halves();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
