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

    [Description("The score from which a reading goes on with an incident that is open; 0 takes the one that is reached four times as often as `windows.open`.")]
    [NumberRange(0, 1)]
    public double Close { get; init; } = Incidents.CloseThreshold;

    [Description("An incident is resolved when no score reached `windows.close` for this long.")]
    [DurationRange("1s", "30d")]
    public TimeSpan Quiet { get; init; } = Incidents.Quiet;

    [Description("The quiet span of a stream that opens an incident soon after the last, within four quiet spans, doubles up to this; not above `windows.quiet`, it leaves the span as it is.")]
    [DurationRange("1s", "30d")]
    public TimeSpan MaxQuiet { get; init; } = Incidents.MaxQuiet;

    [Description("An open incident is updated at most this often, unless a reading says something new: a higher score, another kind of evidence, a second anomaly after a calm quarter of the quiet span, a recovery.")]
    [DurationRange("0s", "30d")]
    public TimeSpan UpdateInterval { get; init; } = Incidents.UpdateInterval;
}
