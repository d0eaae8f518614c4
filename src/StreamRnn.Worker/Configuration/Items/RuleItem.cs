using System.ComponentModel;
using System.Text.RegularExpressions;
using StreamRnn.Alerting.Rules;
using StreamRnn.Worker.Configuration.Constraints;
using StreamRnn.Worker.Configuration.Values;

namespace StreamRnn.Worker.Configuration.Items;

/// <summary>A rule as it is written.</summary>
internal sealed record RuleItem
{
    private const string Always = "always";

    [Description("Names the rule in alerts, metrics and at `/muted`.")]
    [TextLength(1, 80)]
    public string Name { get; init; } = "";

    [Description("The streams that it is about: a regular expression that their keys match anywhere; none for all. It has no look-around and no back references, so that it always ends.")]
    public string Match { get; init; } = "";

    [Description("Streams among them that it is not about.")]
    public string Except { get; init; } = "";

    [Description("The features that it is about, a regular expression on their names; none for all. What counts is the feature that leads the alarm.")]
    public string Feature { get; init; } = "";

    [Description("The side of the forecast on which an alarm is wanted.")]
    public RuleDirection Direction { get; init; }

    [Description("How far a reading must lie from its forecast, in its own units.")]
    [NumberRange(0, 1e15)]
    public double MinDeviation { get; init; }

    [Description("How far a reading must lie from its forecast, as a share of the forecast: 0.1 is 10 %.")]
    [NumberRange(0, 1e9)]
    public double MinRelativeDeviation { get; init; }

    [Description("The highest severity of incidents.")]
    public MaxSeverity MaxSeverity { get; init; }

    [Description($"When nothing is told: `{Always}`, or weekly spans with commas between, such as `{WeeklySpans.Example}` or `daily 01:00-02:30`. One that ends before it begins goes on into the next day.")]
    public string Mute { get; init; } = "";

    [Description($"Spans that come once, in which nothing is told, with commas between: `{OneTimeSpans.Example}`.")]
    public string Maintenance { get; init; } = "";

    [Description("The IANA time zone of the times in `mute` and `maintenance`, such as `Europe/Berlin`, as this machine's time zone data know it.")]
    public string TimeZone { get; init; } = "UTC";

    private bool IsMutedAlways => Mute == Always;

    private bool HasFilter => Direction != RuleDirection.Both || MinDeviation > 0 || MinRelativeDeviation > 0 || MaxSeverity != MaxSeverity.Critical;

    /// <summary>What is wrong with it, key by key.</summary>
    public IEnumerable<ItemProblem> Problems()
    {
        if (Name.Length == 0)
        {
            yield return new("name", "is missing; it stands in alerts and metrics");
        }

        foreach ((string key, string text) in ((string, string)[])[("match", Match), ("except", Except), ("feature", Feature)])
        {
            if (Pattern.Read(text, out string problem) is null)
            {
                yield return new(key, problem);
            }
        }

        if (Zone() is null)
        {
            yield return new("time-zone", $"{Quotation.Of(TimeZone)} is no time zone that this machine knows; write for example Europe/Berlin, and see that the time zone data (tzdata) are installed");
        }
        else if (TimeZone != "UTC" && Maintenance.Length == 0 && (Mute.Length == 0 || IsMutedAlways))
        {
            yield return new("time-zone", $"{Quotation.Of(TimeZone)} has no effect without mute spans or maintenance; take it out");
        }

        foreach (ItemProblem problem in ScheduleProblems())
        {
            yield return problem;
        }

        if (!HasFilter && Mute.Length == 0 && Maintenance.Length == 0)
        {
            yield return new("name", $"the rule {Quotation.Of(Name)} takes nothing away; give it direction, min-deviation, min-relative-deviation, max-severity, mute or maintenance");
        }
    }

    /// <summary>Whether the two are about the same streams and leave no side of the forecast between them.</summary>
    public bool Contradicts(RuleItem other) =>
        (Match, Except, Feature) == (other.Match, other.Except, other.Feature)
        && ((Direction == RuleDirection.Above && other.Direction == RuleDirection.Below) || (Direction == RuleDirection.Below && other.Direction == RuleDirection.Above));

    /// <summary>The rule, where it has no <see cref="Problems"/>.</summary>
    public AlertRule ToRule() => new()
    {
        Name = Name,
        Match = Compile(Match),
        Except = Compile(Except),
        Feature = Compile(Feature),
        Direction = Direction switch { RuleDirection.Above => 1, RuleDirection.Below => -1, _ => 0 },
        MinDeviation = MinDeviation,
        MinRelativeDeviation = MinRelativeDeviation,
        SeverityCap = MaxSeverity switch { MaxSeverity.Info => 0, MaxSeverity.Warning => 1, _ => int.MaxValue },
        Mute = Schedule(),
    };

    private IEnumerable<ItemProblem> ScheduleProblems()
    {
        string problem = "";
        if (IsMutedAlways && (HasFilter || Maintenance.Length > 0))
        {
            yield return new("mute", "always leaves nothing for the rule's other keys; take them out, or write spans");
        }
        else if (Mute.Length > 0 && !IsMutedAlways)
        {
            if (!WeeklySpans.TryParse(Mute, out var weekly, out problem))
            {
                yield return new("mute", problem);
            }
            else if (WeeklySpans.NeverEnd(weekly))
            {
                yield return new("mute", $"{Quotation.Of(Mute)} never ends; write always where that is meant");
            }
        }

        if (Maintenance.Length > 0 && !OneTimeSpans.TryParse(Maintenance, Zone() ?? TimeZoneInfo.Utc, out _, out problem))
        {
            yield return new("maintenance", problem);
        }
    }

    private static Regex? Compile(string pattern) => pattern.Length == 0 ? null : Pattern.Read(pattern, out _);

    private TimeZoneInfo? Zone() => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out TimeZoneInfo? zone) ? zone : null;

    private MuteSchedule Schedule()
    {
        TimeZoneInfo zone = Zone() ?? TimeZoneInfo.Utc;
        return new MuteSchedule
        {
            IsAlways = IsMutedAlways,
            Weekly = Mute.Length > 0 && WeeklySpans.TryParse(Mute, out var weekly, out _) ? weekly : [],
            Once = Maintenance.Length > 0 && OneTimeSpans.TryParse(Maintenance, zone, out var once, out _) ? once : [],
            TimeZone = zone,
        };
    }
}

/// <summary>On which side of the forecast alarms are wanted.</summary>
internal enum RuleDirection
{
    /// <summary>On both.</summary>
    Both,

    /// <summary>Above it only.</summary>
    Above,

    /// <summary>Below it only.</summary>
    Below,
}

/// <summary>The highest severity that a rule allows.</summary>
internal enum MaxSeverity
{
    /// <summary>Any.</summary>
    Critical,

    /// <summary>Info and warning.</summary>
    Warning,

    /// <summary>Info.</summary>
    Info,
}
