using System.Globalization;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Alerting;

/// <summary>Says why an incident changed, in plain words for the person on call. Always the same words for the same change.</summary>
public static class IncidentReason
{
    /// <summary>Of a larger multiple only that it is larger helps anyone.</summary>
    private const int ManyTimes = 1000;

    /// <summary>
    /// One sentence without a full stop, for example <c>temperature 2.08 is below its forecast, 64.2 to 76.0, by 11 times the usual error; about once in 140 days in its
    /// usual life</c>. A feature without a name in <paramref name="featureNames"/> is called by its number.
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

    private static string DescribeEvidence(Exceedance exceedance, string name) => exceedance.LeadingEvidence == Evidence.Silence
        ? $"no reading for {Rounded(exceedance.SilentFor)}, usually one every {Rounded(exceedance.SilentFor / exceedance.Measure)}"
        : $"{What(exceedance, name)}; {HowRare(exceedance.Score)}";

    /// <summary>A span to whole seconds, where it has several: an interval is known within a percent or so.</summary>
    private static string Rounded(TimeSpan span) =>
        ReadableSpan.Format(span.TotalSeconds < 5 ? span : TimeSpan.FromSeconds(Math.Round(span.TotalSeconds)));

    private static string What(Exceedance exceedance, string name)
    {
        int feature = exceedance.LeadingFeature;
        var numbers = new ReadableNumbers(
            exceedance.Actual[feature], exceedance.Expected[feature], exceedance.Lower[feature], exceedance.Upper[feature]);
        string now = numbers.Actual ?? "(missing)";
        string range = numbers.Lower is null || numbers.Upper is null ? "what was expected" : $"{numbers.Lower} to {numbers.Upper}";
        string side = Side(exceedance.Direction, "above", "below", "off");
        return exceedance.LeadingEvidence switch
        {
            Evidence.ForecastError => $"{name} {now} is {side} its forecast, {range}, by {Times(exceedance)} the usual error",
            Evidence.TimeOfDay => $"{name} {now} is too {Side(exceedance.Direction, "high", "low", "far off")} for this time of day, usually {range}",
            Evidence.Average => $"{name} has been {Side(exceedance.Direction, "high", "low", "off")} for some ten readings, {ReadableNumbers.Round(exceedance.Measure)} on average, now {now}; at this time of day usually {range}",
            Evidence.SlowAverage => $"{name} has drifted or shifted, to {ReadableNumbers.Round(exceedance.Measure)} on average of some fifty readings, now {now}; at this time of day usually {range}",
            Evidence.Noise => $"{name} has become noisy: its forecasts' errors are {Times(exceedance)} their usual size; now {now}, forecast {range}",
            Evidence.Stuck => $"{name} has been exactly {now} for {Whole(exceedance.Measure)} readings on end, usually for {Whole(Math.Floor(exceedance.UsualMeasure))} at most",
            Evidence.Quiet => $"{name} hardly moves any more: its changes are {Share(exceedance.UsualMeasure / exceedance.Measure)} of the smallest that they usually are; now {now}",
            Evidence.Pattern => $"{name} runs as it has not run before; {now} is {side} its forecast, {range}",
            _ => $"{name} {now} is unusual for this stream",
        };
    }

    /// <summary>What the score means, in words.</summary>
    private static string HowRare(double score) => (score / (1 - score)) switch
    {
        >= 365 => "less than once a year in its usual life",
        >= 1.5 and var days => string.Create(CultureInfo.InvariantCulture, $"about once in {days:0} days in its usual life"),
        _ => "about once a day or more often in its usual life",
    };

    private static string Times(Exceedance exceedance) =>
        exceedance.Measure >= ManyTimes ? $"more than {ManyTimes} times" : $"{ReadableNumbers.Round(exceedance.Measure)} times";

    private static string Whole(double number) => number.ToString("F0", CultureInfo.InvariantCulture);

    private static string Share(double share) => share < 0.01 ? "less than 1 %" : string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    private static string Side(int direction, string above, string below, string neither) => direction switch
    {
        > 0 => above,
        < 0 => below,
        _ => neither,
    };

    private static string NameOf(Exceedance exceedance, IReadOnlyList<string> featureNames)
    {
        int feature = exceedance.LeadingFeature;
        return feature < featureNames.Count ? featureNames[feature]
            : exceedance.Actual.Length == 1 ? "value"
            : string.Create(CultureInfo.InvariantCulture, $"feature {feature + 1}");
    }
}
