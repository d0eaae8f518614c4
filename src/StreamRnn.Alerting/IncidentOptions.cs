using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace StreamRnn.Alerting;

/// <summary>How exceedances become incidents. All spans are event time.</summary>
public sealed record IncidentOptions
{
    /// <summary>An event whose alarm reaches this is an exceedance, above 0 and below 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double OpenThreshold { get; init; } = 0.5;

    /// <summary>An incident is resolved when no exceedance came for this long; 1 second to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Quiet { get; init; } = TimeSpan.FromHours(1);

    /// <summary>An open incident is updated at most this often, unless an exceedance outdoes its peak; 0 to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan UpdateInterval { get; init; } = TimeSpan.FromMinutes(10);

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
    }
}
