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

    [Description("A stream that is past its warm-up opens an incident when it has been silent for this many of its own usual intervals, for five minutes, and for twice the longest gap that it lately had, while its partition moved on; 0 for never. The incident is held open while the silence lasts, for a day at most.")]
    [NumberRange(0, 10_000)]
    public double Silence { get; init; } = 10;
}
