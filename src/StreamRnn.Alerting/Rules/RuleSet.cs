using System.Collections.Immutable;
using System.Globalization;

namespace StreamRnn.Alerting.Rules;

/// <summary>All rules of a configuration. All that match apply, so that their order decides only which of several is named. Shared by all lanes; it has no state.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="FeatureNames">The features' names, which a rule may ask for; one without a name is called by its number.</param>
public sealed record RuleSet(ImmutableArray<AlertRule> Rules, ImmutableArray<string> FeatureNames)
{
    /// <summary>No rules.</summary>
    public static RuleSet None { get; } = new([], []);

    /// <summary>What the rules say of an exceedance.</summary>
    internal RuleVerdict Judge(Exceedance exceedance)
    {
        if (Rules.IsEmpty)
        {
            return RuleVerdict.Passed;
        }

        int leading = exceedance.LeadingFeature;
        string feature = leading < FeatureNames.Length ? FeatureNames[leading] : (leading + 1).ToString(CultureInfo.InvariantCulture);
        var verdict = RuleVerdict.Passed;
        for (int index = 0; index < Rules.Length; index++)
        {
            AlertRule rule = Rules[index];
            if (rule.IsAbout(exceedance, feature))
            {
                verdict = new RuleVerdict(
                    verdict.MutingRule >= 0 || !rule.TakesAway(exceedance) ? verdict.MutingRule : index, Math.Min(verdict.SeverityCap, rule.SeverityCap));
            }
        }

        return verdict;
    }
}

/// <summary>What the rules say of an exceedance.</summary>
/// <param name="MutingRule">The first rule that takes it away, by its number from 0; -1 for none.</param>
/// <param name="SeverityCap">The highest severity that it may have, by rank from 0.</param>
internal readonly record struct RuleVerdict(int MutingRule, int SeverityCap)
{
    /// <summary>Above every rank.</summary>
    public const int NoCap = int.MaxValue;

    public static RuleVerdict Passed { get; } = new(-1, NoCap);

    public bool IsMuted => MutingRule >= 0;
}
