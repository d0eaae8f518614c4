using System.ComponentModel;
using StreamRnn.Alerting;
using StreamRnn.Worker.Configuration.Constraints;

namespace StreamRnn.Worker.Configuration;

[Description("How exceedances become incidents. All spans are event time.")]
internal sealed record WindowsSection
{
    private static readonly IncidentOptions Incidents = new();

    [Description("The score from which a reading is an exceedance, which opens an incident or goes on with it.")]
    [NumberRange(0, 1, OpenEnds = true)]
    public double Open { get; init; } = Incidents.OpenThreshold;

    [Description("An incident is resolved when no exceedance came for this long.")]
    [DurationRange("1s", "30d")]
    public TimeSpan Quiet { get; init; } = Incidents.Quiet;

    [Description("An open incident is updated at most this often, unless a reading outdoes its highest score.")]
    [DurationRange("0s", "30d")]
    public TimeSpan UpdateInterval { get; init; } = Incidents.UpdateInterval;
}
