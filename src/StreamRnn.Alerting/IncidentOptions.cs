using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using StreamRnn.Alerting.Rules;
using StreamRnn.Alerting.Summaries;

namespace StreamRnn.Alerting;

/// <summary>How exceedances become incidents. All spans are event time.</summary>
public sealed record IncidentOptions
{
    /// <summary>An event whose score reaches this is an exceedance, above 0 and below 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double OpenThreshold { get; init; } = 0.97;

    /// <summary>
    /// Incidents a day that are wanted of the lane's streams together, in their usual life: with n streams, the opening threshold is the score that one reaches <see cref="PerDay"/> / n times a day, in
    /// place of <see cref="OpenThreshold"/>; 0 for that, up to 1,000,000.
    /// </summary>
    [Range(0.0, 1e6)]
    public double PerDay { get; init; }

    /// <summary>
    /// An open incident goes on while alarms reach this, 0 to below <see cref="OpenThreshold"/>; 0 takes the score that is reached <see cref="CloseFrequency"/>
    /// times as often as <see cref="OpenThreshold"/>, where a score s is reached (1 - s) / s times a day.
    /// </summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double CloseThreshold { get; init; }

    /// <summary>An incident is resolved when no alarm reached the closing threshold for this long; 1 second to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Quiet { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The quiet span of a stream that opens incident after incident doubles from one to the next, up to this; 1 second to 30 days. Not above
    /// <see cref="Quiet"/>, it leaves the span as it is.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan MaxQuiet { get; init; } = TimeSpan.FromHours(8);

    /// <summary>An open incident is updated at most this often, unless an exceedance says something new; 0 to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan UpdateInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Which streams belong together: several that open incidents close together are told as one. The first definition that matches a stream is its own.</summary>
    public ImmutableArray<GroupDefinition> Groups { get; init; } = [];

    /// <summary>When more incidents of a lane than this open within <see cref="StormWithin"/>, they are folded into a summary; 0 for never, up to 10,000.</summary>
    [Range(0, 10_000)]
    public int StormIncidents { get; init; }

    /// <summary>The span in which <see cref="StormIncidents"/> are counted; 1 second to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan StormWithin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What the user knows of the streams.</summary>
    public RuleSet Rules { get; init; } = RuleSet.None;

    /// <summary>How often, for each time that a normal stream reaches the opening threshold, it may reach the one that is taken for closing.</summary>
    internal const double CloseFrequency = 4;

    /// <summary>The score that goes on with an open incident, as given or as it follows from the one that opens.</summary>
    internal double CloseThresholdOf(double openThreshold) =>
        CloseThreshold > 0 && CloseThreshold < openThreshold ? CloseThreshold : openThreshold / (CloseFrequency - ((CloseFrequency - 1) * openThreshold));

    /// <summary>The score that opens an incident in a lane of so many streams.</summary>
    internal double OpenThresholdOf(long streams) => PerDay > 0 && streams > 0 ? streams / (streams + PerDay) : OpenThreshold;

    /// <summary>Checks every option against its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        foreach (PropertyInfo property in typeof(IncidentOptions).GetProperties())
        {
            object? value = property.GetValue(this);
            if (property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(value))
            {
                throw new ArgumentOutOfRangeException(property.Name, string.Create(CultureInfo.InvariantCulture,
                    $"{property.Name} is {value}; it must be {(range.MinimumIsExclusive ? "above" : "at least")} {range.Minimum} and {(range.MaximumIsExclusive ? "below" : "at most")} {range.Maximum}."));
            }
        }

        if (CloseThreshold >= OpenThreshold)
        {
            throw new ArgumentOutOfRangeException(nameof(CloseThreshold), string.Create(CultureInfo.InvariantCulture,
                $"{nameof(CloseThreshold)} is {CloseThreshold}; it must be below {nameof(OpenThreshold)}, which is {OpenThreshold}, or 0 for the one that follows from it."));
        }
    }
}
