using System.Text.RegularExpressions;

namespace StreamRnn.Alerting.Rules;

/// <summary>What only the user knows of some streams. Each part of it takes exceedances away on its own; what is not given takes none away.</summary>
public sealed record AlertRule
{
    /// <summary>Regular expressions of rules run in time linear in the text, whatever they are: <c>NonBacktracking</c>, culture apart.</summary>
    public const RegexOptions PatternOptions = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>Names the rule in alerts, metrics and lists.</summary>
    public required string Name { get; init; }

    /// <summary>The streams that it is about, by their names; null for all.</summary>
    public Regex? Match { get; init; }

    /// <summary>Streams among them that it is not about.</summary>
    public Regex? Except { get; init; }

    /// <summary>The features that it is about, by the name of the one that leads the exceedance; null for all.</summary>
    public Regex? Feature { get; init; }

    /// <summary>+1 takes away what is below, -1 what is above, 0 neither.</summary>
    public int Direction { get; init; }

    /// <summary>Takes away what is nearer to its forecast than this, in the feature's own units.</summary>
    public double MinDeviation { get; init; }

    /// <summary>Takes away what is nearer to its forecast than this share of the forecast.</summary>
    public double MinRelativeDeviation { get; init; }

    /// <summary>The highest severity of its streams' incidents, by rank from 0.</summary>
    public int SeverityCap { get; init; } = RuleVerdict.NoCap;

    /// <summary>When all is taken away.</summary>
    public MuteSchedule Mute { get; init; } = MuteSchedule.Never;

    /// <summary>Whether the rule is about the exceedance's stream and leading feature.</summary>
    internal bool IsAbout(Exceedance exceedance, string feature) =>
        (Match is null || Match.IsMatch(exceedance.Stream))
        && (Except is null || !Except.IsMatch(exceedance.Stream))
        && (Feature is null || Feature.IsMatch(feature));

    /// <summary>Whether the rule, which is about the exceedance, takes it away. The deviation is that from the middle of the range that was left; a reading that is missing, or evidence without a range as a run of equal values, has none, and so none that is too small.</summary>
    internal bool TakesAway(Exceedance exceedance)
    {
        int feature = exceedance.LeadingFeature;
        double expected = (exceedance.Lower[feature] + exceedance.Upper[feature]) / 2;
        double deviation = Math.Abs(exceedance.Actual[feature] - expected);
        return Direction * exceedance.Direction < 0
            || deviation < MinDeviation
            || deviation < MinRelativeDeviation * Math.Abs(expected)
            || Mute.Contains(exceedance.Time);
    }
}
