using System.Collections;
using System.Text.RegularExpressions;
using StreamRnn.Alerting.Rules;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Configuration.Items;
using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Worker.Tests.Configuration;

public sealed class RuleConfigurationTests : IDisposable
{
    private const string Flow = "[{name: nights, match: ^plant-3/, mute: 'mon-fri 22:00-06:00, sat sun 00:00-24:00', time-zone: Europe/Berlin}, {name: hot only, feature: ^temp, direction: above, min-deviation: 5}]";

    private readonly ConfigurationFolder folder = new();

    [Fact]
    public void Load_RulesAsDashesInAFlagOrTheEnvironment_AreTheSame()
    {
        IReadOnlyList<RuleItem> dashes = folder.Load(
            """
            alerts:
              rules:
                - name: nights
                  match: ^plant-3/
                  mute: mon-fri 22:00-06:00, sat sun 00:00-24:00
                  time-zone: Europe/Berlin
                - name: hot only
                  feature: ^temp
                  direction: above
                  min-deviation: 5
            """,
            []).Options.Alerts.Rules;

        Assert.Equal(
            [
                new RuleItem { Name = "nights", Match = "^plant-3/", Mute = "mon-fri 22:00-06:00, sat sun 00:00-24:00", TimeZone = "Europe/Berlin" },
                new RuleItem { Name = "hot only", Feature = "^temp", Direction = RuleDirection.Above, MinDeviation = 5 },
            ],
            dashes);
        Assert.Equal(dashes, folder.Load($"alerts: {{rules: {Flow}}}", []).Options.Alerts.Rules);
        Assert.Equal(dashes, folder.Load("", [], $"alerts.rules={Flow}").Options.Alerts.Rules);
        Assert.Equal(dashes, folder.Load("alerts: {rules: [{name: other, mute: always}]}", new Hashtable { ["STREAMRNN_ALERTS__RULES"] = Flow }).Options.Alerts.Rules);
        Assert.Empty(folder.Load("alerts:\n  rules:\n", []).Options.Alerts.Rules);
    }

    [Fact]
    public void ToIncidentOptions_ARule_MeansWhatItSays()
    {
        AlertRule rule = folder.Load($"alerts: {{rules: {Flow}}}", []).Options.ToIncidentOptions().Rules.Rules[0];

        Assert.Matches(rule.Match!, "plant-3/pump");
        Assert.DoesNotMatch(rule.Match!, "plant-4/plant-3/pump");
        Assert.Null(rule.Except);
        Assert.True(Mutes("2026-01-30T21:00:00Z")); // Friday, 22:00
        Assert.True(Mutes("2026-01-31T04:59:00Z"));
        Assert.True(Mutes("2026-02-01T12:00:00Z")); // Sunday
        Assert.False(Mutes("2026-02-02T12:00:00Z"));
        Assert.False(Mutes("2026-02-02T20:59:00Z"));

        bool Mutes(string time) => rule.Mute.Contains(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds());
    }

    [Fact]
    public void ToIncidentOptions_Maintenance_IsInTheRulesTimeZoneOrInItsOwn()
    {
        MuteSchedule schedule = folder.Load(
            "alerts: {rules: [{name: a, maintenance: '2026-07-01T08:00/2026-07-01T12:00, 2026-07-02T08:00Z/2026-07-02T09:00:30+00:00', time-zone: Europe/Berlin}]}", []).Options.ToIncidentOptions().Rules.Rules[0].Mute;

        Assert.Equal(
            ["2026-07-01T06:00 2026-07-01T10:00", "2026-07-02T08:00 2026-07-02T09:00"],
            schedule.Once.Select(span => $"{DateTimeOffset.FromUnixTimeMilliseconds(span.From):yyyy-MM-ddTHH:mm} {DateTimeOffset.FromUnixTimeMilliseconds(span.To):yyyy-MM-ddTHH:mm}"));
    }

    [Theory]
    [InlineData("- name: a\n      direction: up", "4: alerts.rules[0].direction: \"up\" is not one of both, above, below")]
    [InlineData("- name: a\n      min-deviation: -1", "4: alerts.rules[0].min-deviation: -1 is out of range; it must be 0 to 1000000000000000")]
    [InlineData("- name: a\n      match: '['\n      mute: always", "4: alerts.rules[0].match: \"[\" is no regular expression: Invalid pattern '[' at offset 1. Unterminated [] set.")]
    [InlineData("- name: a\n      except: (?=b)\n      mute: always", "4: alerts.rules[0].except: \"(?=b)\" looks around, refers back or is too large, which would let it run without end; write it without, or with the key that leaves streams out")]
    [InlineData("- mute: always", "3: alerts.rules[0].name: is missing; it stands in alerts and metrics")]
    [InlineData("- name: a\n      match: b", "3: alerts.rules[0].name: the rule \"a\" takes nothing away; give it direction, min-deviation, min-relative-deviation, max-severity, mute or maintenance")]
    [InlineData("- {name: a, mute: always}\n    - {name: a, mute: always}", "4: alerts.rules[1].name: \"a\" is the name of a rule before it too; give each its own")]
    [InlineData("- {name: a, direction: above}\n    - {name: b, direction: below}", "4: alerts.rules[1].direction: below leaves nothing beside above of the rule \"a\", which is about the same streams; write mute: always where that is meant")]
    [InlineData("- name: a\n      mute: always\n      direction: above", "4: alerts.rules[0].mute: always leaves nothing for the rule's other keys; take them out, or write spans")]
    [InlineData("- name: a\n      mute: daily 00:00-24:00", "4: alerts.rules[0].mute: \"daily 00:00-24:00\" never ends; write always where that is meant")]
    [InlineData("- name: a\n      mute: sat-thu 12:00-11:59, daily 11:00-12:00, fri 12:00-24:00, sat 00:00-12:00", "4: alerts.rules[0].mute: \"sat-thu 12:00-11:59, daily 11:00-12:00, fri 12:00-24:00, sat 00:00-12:00\" never ends; write always where that is meant")]
    [InlineData("- name: a\n      mute: mon 08:00-08:00", "4: alerts.rules[0].mute: \"mon 08:00-08:00\" is empty; a whole day is 00:00-24:00")]
    [InlineData("- name: a\n      mute: monday 8-9", "4: alerts.rules[0].mute: \"monday 8-9\" is no span of a week; write for example mon-fri 22:00-06:00, sat sun 00:00-24:00")]
    [InlineData("- name: a\n      maintenance: 2026-02-01T08:00/", "4: alerts.rules[0].maintenance: \"2026-02-01T08:00/\" has no end; write for example 2026-02-01T08:00/2026-02-01T12:00")]
    [InlineData("- name: a\n      maintenance: 2026-02-01T08:00/2026-02-01T08:00", "4: alerts.rules[0].maintenance: \"2026-02-01T08:00/2026-02-01T08:00\" ends before it begins; write its begin first")]
    [InlineData("- name: a\n      maintenance: 2026-03-29T02:30/2026-03-29T04:00\n      time-zone: Europe/Berlin", "4: alerts.rules[0].maintenance: \"2026-03-29T02:30/2026-03-29T04:00\" is no span of time in Europe/Berlin; write for example 2026-02-01T08:00/2026-02-01T12:00")]
    [InlineData("- name: a\n      mute: daily 08:00-09:00\n      time-zone: Europe/Atlantis", "5: alerts.rules[0].time-zone: \"Europe/Atlantis\" is no time zone that this machine knows; write for example Europe/Berlin, and see that the time zone data (tzdata) are installed")]
    [InlineData("- name: a\n      direction: above\n      time-zone: Europe/Berlin", "5: alerts.rules[0].time-zone: \"Europe/Berlin\" has no effect without mute spans or maintenance; take it out")]
    [InlineData("- name: a\n      mutes: always", "4: alerts.rules[0].mutes: there is no such key; did you mean mute?")]
    [InlineData("- name: a\n      mute: [always]", "4: alerts.rules[0].mute: is a list; write a text")]
    [InlineData("- nights", "3: alerts.rules[0]: is no item; write its keys behind the dash, for example \"- name: …\"")]
    [InlineData("name: a", "3: alerts.rules: is no list; write each item behind a dash, further in, or [] for none")]
    public void Load_WrongRule_SaysLineKeyValueAndRemedy(string rules, string expected)
    {
        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => folder.Load($"alerts:\n  rules:\n    {rules}", []));

        Assert.Equal($"{folder.FilePath}:{expected}", invalid.Message);
    }

    [Theory]
    [InlineData("[{name: a", "--set: alerts.rules: this is not YAML: While parsing a flow mapping, did not find expected ',' or '}'.")]
    [InlineData("nights", "--set: alerts.rules: is no list; write each item behind a dash, further in, or [] for none")]
    [InlineData("[{name: a, mute: daily}]", "--set: alerts.rules[0].mute: \"daily\" is no span of a week; write for example mon-fri 22:00-06:00, sat sun 00:00-24:00")]
    public void Load_WrongRuleInAFlag_SaysSo(string rules, string expected) =>
        Assert.Equal(expected, Assert.Throws<InvalidConfigurationException>(() => folder.Load("", [], $"alerts.rules={rules}")).Message);

    [Fact]
    public void Print_Rules_LoadAgain()
    {
        LoadedConfiguration first = folder.Load($"alerts: {{rules: {Flow}}}", []);
        var printed = new StringWriter();
        ConfigurationPrinter.Print(first, printed);

        Assert.Equal(first.Options.Alerts.Rules, folder.Load(printed.ToString(), []).Options.Alerts.Rules);
        Assert.Contains($"    - name: nights  # {folder.FilePath}:1\n      match: '^plant-3/'", printed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_CatastrophicExpression_RunsInLinearTime()
    {
        AlertRule rule = folder.Load("alerts: {rules: [{name: a, match: (a+)+$, mute: always}]}", []).Options.ToIncidentOptions().Rules.Rules[0];

        // A backtracking engine takes 2^5000 steps for it.
        Assert.DoesNotMatch(rule.Match!, new string('a', 5000) + "b");
    }

    [Fact]
    public void Docs_ExamplesOfAlarms_Load()
    {
        Match[] examples = Regex.Matches(File.ReadAllText(RepositoryRoot.At("docs/alarms.md")), "```yaml\n(.*?)```", RegexOptions.Singleline).ToArray();

        Assert.Equal(2, examples.Length);
        WorkerOptions[] loaded = [.. examples.Select(example => folder.Load(example.Groups[1].Value, []).Options)];
        Assert.Equal(["plant"], loaded[0].Windows.Groups.Select(group => group.Name));
        Assert.Equal(["freezers only warm up", "nights", "new press", "lab"], loaded[1].Alerts.Rules.Select(rule => rule.Name));
    }

    public void Dispose() => folder.Dispose();
}
