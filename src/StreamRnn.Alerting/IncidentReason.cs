using System.Globalization;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Alerting;

/// <summary>Says why an incident changed, in plain words for the person on call. Always the same words for the same change.</summary>
public static class IncidentReason
{
    /// <summary>From this overshoot on, a multiple of the usual range reads better than per cent.</summary>
    private const double MultipleFrom = 2;

    /// <summary>
    /// One sentence without a full stop, for example <c>temperature 2.08 is below its usual range, by 34 % of its
    /// width; expected 70.1 (64.2 to 76.0)</c>. A feature without a name in <paramref name="featureNames"/> is called by its number.
    /// </summary>
    public static string Describe(IncidentChange change, IReadOnlyList<string> featureNames)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(featureNames);
        Exceedance trigger = change.Trigger;
        return change.State == IncidentState.Resolve
            ? ResolveReason.Describe(change)
            : DescribeEvidence(trigger, NameOf(trigger, featureNames));
    }

    private static string DescribeEvidence(Exceedance exceedance, string name)
    {
        int feature = exceedance.LeadingFeature;
        var numbers = new ReadableNumbers(
            exceedance.Actual[feature], exceedance.Expected[feature], exceedance.Lower[feature], exceedance.Upper[feature]);
        string reading = $"{name} {numbers.Actual ?? "(missing)"}";
        string beyond = $"is {Side(exceedance.Direction, "above", "below", "outside")} its usual range, by {OvershootOfWidth(exceedance.Overshoot)}";
        return exceedance.LeadingEvidence switch
        {
            Evidence.Reading => $"{reading} {beyond}{Expectation(numbers, "; ")}",
            Evidence.FastAverage => $"the fast average of {name} {beyond}; now {numbers.Actual ?? "missing"}{Expectation(numbers, ", ")}",
            Evidence.SlowAverage => $"the slow average of {name} {beyond}; now {numbers.Actual ?? "missing"}{Expectation(numbers, ", ")}",
            Evidence.DailyResidual =>
                $"{reading} is unlike this stream at this time of day, too {Side(exceedance.Direction, "high", "low", "far off")} by {Overshoot(exceedance.Overshoot)} of its usual spread{Expectation(numbers, "; ")}",
            // Two views of the four made the alarm; that of the forecast need not be one of them.
            Evidence.ForecastError when exceedance.Actual[feature] >= exceedance.Lower[feature] && exceedance.Actual[feature] <= exceedance.Upper[feature] =>
                $"{reading} is out of place by its recent course or the time of day, though its forecast allows for it{Expectation(numbers, "; ")}",
            Evidence.ForecastError =>
                $"{reading} is out of place, {Side(exceedance.Direction, "above", "below", "off")} its forecast by {ReadableNumbers.Round(exceedance.Overshoot)} times the usual error{Expectation(numbers, "; ")}",
            Evidence.Silence => $"no reading for {Rounded(exceedance.SilentFor)}, usually one every {Rounded(exceedance.SilentFor / exceedance.Overshoot)}",
            _ => $"{reading} is unusual for this stream{Expectation(numbers, "; ")}",
        };
    }

    /// <summary>A span to whole seconds, where it has several: an interval is known within a percent or so.</summary>
    private static string Rounded(TimeSpan span) =>
        ReadableSpan.Format(span.TotalSeconds < 5 ? span : TimeSpan.FromSeconds(Math.Round(span.TotalSeconds)));

    private static string Expectation(ReadableNumbers numbers, string separator) => numbers switch
    {
        { Expected: null } => "",
        { Lower: null } or { Upper: null } => $"{separator}expected {numbers.Expected}",
        _ => $"{separator}expected {numbers.Expected} ({numbers.Lower} to {numbers.Upper})",
    };

    private static string Side(int direction, string above, string below, string neither) => direction switch
    {
        > 0 => above,
        < 0 => below,
        _ => neither,
    };

    private static string OvershootOfWidth(double share) =>
        share >= MultipleFrom ? $"{ReadableNumbers.Round(share)} times its width" : $"{Overshoot(share)} of its width";

    private static string Overshoot(double share) => share switch
    {
        >= MultipleFrom => $"{ReadableNumbers.Round(share)} times the width",
        < 0.01 => "less than 1 %",
        _ => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %"),
    };

    private static string NameOf(Exceedance exceedance, IReadOnlyList<string> featureNames)
    {
        int feature = exceedance.LeadingFeature;
        return feature < featureNames.Count ? featureNames[feature]
            : exceedance.Actual.Length == 1 ? "value"
            : string.Create(CultureInfo.InvariantCulture, $"feature {feature + 1}");
    }
}
