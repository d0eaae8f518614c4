using StreamRnn.Alerting.Rules;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Alerting.Tests;

public sealed class WindowsTraitsTests
{
    private static readonly AlertRule Rule = new()
    {
        Name = "pumps",
        Match = new("^pump"),
        Mute = new MuteSchedule { Weekly = [new WeeklySpan([DayOfWeek.Sunday], TimeSpan.Zero, TimeSpan.FromHours(2))], Once = [new OneTimeSpan(1, 2)] },
    };

    private static readonly IncidentOptions Options = new()
    {
        Groups = [new GroupDefinition("sites", new("^(.)/"), 2, TimeSpan.FromMinutes(5))],
        Rules = new RuleSet([Rule], []),
    };

    public static TheoryData<string, IncidentOptions, string> Changes => new()
    {
        { "quiet", Options with { Quiet = TimeSpan.FromHours(2) }, "Quiet is 01:00:00 in the snapshot and 02:00:00 now" },
        { "storm", Options with { StormIncidents = 7 }, "StormIncidents is 0 in the snapshot and 7 now" },
        {
            "group", Options with { Groups = [Options.Groups[0] with { Streams = 3 }] },
            "group \"sites\" is (Name sites, Pattern ^(.)/, Streams 2, Within 00:05:00) in the snapshot and (Name sites, Pattern ^(.)/, Streams 3, Within 00:05:00) now"
        },
        { "no group", Options with { Groups = [] }, "group \"sites\" is (Name sites, Pattern ^(.)/, Streams 2, Within 00:05:00) in the snapshot and unknown now" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Of_OtherOptions_DiffersInWords(string what, IncidentOptions other, string difference)
    {
        Assert.NotEmpty(what);
        Assert.Equal(difference, SnapshotTrait.Difference(WindowsTraits.Of(Options), WindowsTraits.Of(other)));
    }

    [Fact]
    public void Of_EqualOptionsMadeAnew_DoesNotDiffer() => Assert.Null(SnapshotTrait.Difference(
        WindowsTraits.Of(Options),
        WindowsTraits.Of(Options with { Rules = new RuleSet([Rule with { Match = new("^pump"), Mute = Rule.Mute with { Once = [new OneTimeSpan(1, 2)] } }], []) })));

    [Fact]
    public void Of_AnyPartOfARule_Counts() =>
        Assert.All(
            (AlertRule[])[
                Rule with { Match = new("^pumps") }, Rule with { Except = new("x") }, Rule with { Feature = new("x") }, Rule with { Direction = 1 }, Rule with { MinDeviation = 1 },
                Rule with { MinRelativeDeviation = 1 }, Rule with { SeverityCap = 1 }, Rule with { Mute = Rule.Mute with { IsAlways = true } },
                Rule with { Mute = Rule.Mute with { Weekly = [new WeeklySpan([DayOfWeek.Monday], TimeSpan.Zero, TimeSpan.FromHours(2))] } },
                Rule with { Mute = Rule.Mute with { Once = [new OneTimeSpan(1, 3)] } }, Rule with { Mute = Rule.Mute with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich") } }],
            static other => Assert.NotNull(SnapshotTrait.Difference(WindowsTraits.Of(Options), WindowsTraits.Of(Options with { Rules = new RuleSet([other], []) }))));
}
