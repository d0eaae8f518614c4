namespace StreamRnn.Alerting;

/// <summary>How exceedances become incidents. All spans are event time.</summary>
public sealed record IncidentOptions
{
    /// <summary>An event whose alarm reaches this is an exceedance, above 0 and below 1.</summary>
    public double OpenThreshold { get; init; } = 0.5;

    /// <summary>An incident is resolved when no exceedance came for this long; 1 second to 30 days.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromHours(1);

    /// <summary>An open incident is updated at most this often, unless an exceedance outdoes its peak; 0 to 30 days.</summary>
    public TimeSpan UpdateInterval { get; init; } = TimeSpan.FromMinutes(10);
}
