using StreamRnn.Alerting;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Worker.Tests.Configuration;

public sealed class GroupConfigurationTests : IDisposable
{
    private readonly ConfigurationFolder folder = new();

    [Fact]
    public void ToIncidentOptions_Groups_AreWhatIsWritten()
    {
        IncidentOptions options = folder.Load(
            """
            windows:
              storm-incidents: 20
              storm-within: 5m
              groups:
                - name: plant
                  pattern: ^([^/]+)/
                  streams: 4
                  within: 2m
            """,
            []).Options.ToIncidentOptions();

        options.Validate();
        GroupDefinition group = Assert.Single(options.Groups);
        Assert.Equal(("plant", 4, TimeSpan.FromMinutes(2)), (group.Name, group.Streams, group.Within));
        Assert.Equal("plant-3", group.Pattern.Match("plant-3/pump").Groups[1].Value);
        Assert.Equal((20, TimeSpan.FromMinutes(5)), (options.StormIncidents, options.StormWithin));
    }

    [Theory]
    [InlineData("- name: a\n      pattern: ^plant", "4: windows.groups[0].pattern: \"^plant\" has no group that names the stream's; put what names it in one pair of parentheses, and (?: ) around what does not")]
    [InlineData("- name: a\n      pattern: (a)(b)", "4: windows.groups[0].pattern: \"(a)(b)\" has more than one group; put what names it in one pair of parentheses, and (?: ) around what does not")]
    [InlineData("- name: a\n      pattern: (a", "4: windows.groups[0].pattern: \"(a\" is no regular expression: Invalid pattern '(a' at offset 2. Not enough )'s.")]
    [InlineData("- name: a\n      pattern: (a)\\1", "4: windows.groups[0].pattern: \"(a)\\1\" looks around, refers back or is too large, which would let it run without end; write it without, or with the key that leaves streams out")]
    [InlineData("- name: a", "3: windows.groups[0].pattern: is missing; write for example ^([^/]+)/")]
    [InlineData("- pattern: (a)", "3: windows.groups[0].name: is missing; it stands in alerts")]
    [InlineData("- name: a\n      pattern: (a)\n      streams: 1", "5: windows.groups[0].streams: 1 is out of range; it must be 2 to 10000")]
    [InlineData("- name: a\n      pattern: (a)\n      within: 0s", "5: windows.groups[0].within: 0s is out of range; it must be 1s to 1d")]
    [InlineData("- {name: a, pattern: (a)}\n    - {name: a, pattern: (b)}", "4: windows.groups[1].name: \"a\" is the name of a definition before it too; give each its own")]
    public void Load_WrongGroup_SaysLineKeyValueAndRemedy(string groups, string expected)
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => folder.Load($"windows:\n  groups:\n    {groups}", []));

        Assert.Equal($"{folder.FilePath}:{expected}", invalid.Message);
    }

    [Fact]
    public void Patterns_OfGroupsAndRules_SayWhereTheyStand() =>
        Assert.Equal(
            [("windows.groups[0].pattern", "(a)"), ("alerts.rules[1].match", "^b")],
            folder.Load("windows: {groups: [{name: a, pattern: (a)}]}\nalerts: {rules: [{name: a, mute: always}, {name: b, match: ^b, mute: always}]}", [])
                .Options.Patterns().Select(pattern => (pattern.Path, pattern.Pattern.ToString())));

    public void Dispose() => folder.Dispose();
}
