using System.Text.RegularExpressions;
using StreamRnn.Alerting.Rules;
using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests.Rules;

public sealed class RuleSetTests
{
    /// <summary>Reads 2.08 where 70.1 is expected, from below.</summary>
    private static readonly Exceedance Below = Of("plant-3/pump", 0, Noon);

    public static TheoryData<AlertRule, bool> Filters => new()
    {
        { Rule(), false },
        { Rule() with { Direction = 1 }, true },
        { Rule() with { Direction = -1 }, false },
        { Rule() with { MinDeviation = 68.02 + 1e-9 }, true },
        { Rule() with { MinDeviation = 68 }, false },
        { Rule() with { MinRelativeDeviation = 0.98 }, true },
        { Rule() with { MinRelativeDeviation = 0.97 }, false },
        { Rule() with { Mute = new MuteSchedule { IsAlways = true } }, true },
        { Rule() with { Mute = new MuteSchedule { Once = [new OneTimeSpan(Noon, Noon + 1)] } }, true },
        { Rule() with { Mute = new MuteSchedule { Once = [new OneTimeSpan(Noon + 1, Noon + 2)] } }, false },
        { Rule() with { Direction = 1, Match = Pattern("^plant-3/") }, true },
        { Rule() with { Direction = 1, Match = Pattern("^plant-4/") }, false },
        { Rule() with { Direction = 1, Except = Pattern("pump$") }, false },
        { Rule() with { Direction = 1, Feature = Pattern("^temp") }, true },
        { Rule() with { Direction = 1, Feature = Pattern("^vib") }, false },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void Judge_OneRule_TakesAwayWhatItSays(AlertRule rule, bool isMuted) =>
        Assert.Equal(isMuted ? 0 : -1, new RuleSet([rule], ["temperature"]).Judge(Below).MutingRule);

    [Fact]
    public void Judge_ReadingOrRangeMissing_HasNoDeviationThatIsTooSmall()
    {
        var rules = new RuleSet([Rule() with { MinDeviation = 1000, MinRelativeDeviation = 10 }], []);

        Assert.False(rules.Judge(Below with { Actual = [double.NaN] }).IsMuted);
        Assert.False(rules.Judge(Below with { Lower = [double.NaN], Upper = [double.NaN] }).IsMuted);
        Assert.True(rules.Judge(Below).IsMuted);
    }

    [Fact]
    public void Judge_NoDirectionKnown_IsNotTakenAwayByOne()
    {
        Assert.False(new RuleSet([Rule() with { Direction = 1 }], []).Judge(Below with { Direction = 0 }).IsMuted);
    }

    [Fact]
    public void Judge_SeveralRules_AllApplyAndTheFirstThatTakesAwayIsNamed()
    {
        var rules = new RuleSet(
            [Rule() with { SeverityCap = 1 }, Rule() with { MinDeviation = 100 }, Rule() with { Direction = 1, SeverityCap = 0 }, Rule() with { Match = Pattern("^boiler") , SeverityCap = -1 }], []);

        Assert.Equal(new RuleVerdict(1, 0), rules.Judge(Below));
        Assert.Equal(new RuleVerdict(-1, 0), rules.Judge(Below.BackInRange() with { Lower = [400], Upper = [600] }));
        Assert.Equal(RuleVerdict.Passed, RuleSet.None.Judge(Below));
    }

    [Fact]
    public void Judge_LeadingFeatureWithoutAName_IsAskedForByItsNumber() =>
        Assert.True(new RuleSet([Rule() with { Direction = 1, Feature = Pattern("^1$") }], []).Judge(Below).IsMuted);

    private static AlertRule Rule() => new() { Name = "rule" };

    private static Regex Pattern(string pattern) => new(pattern, AlertRule.PatternOptions);
}
