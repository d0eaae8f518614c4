using System.ComponentModel;
using StreamRnn.Alerting;
using StreamRnn.Worker.Configuration.Constraints;
using StreamRnn.Worker.Configuration.Items;

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

    [Description("When more incidents than this open within `windows.storm-within` in one input partition, further ones are folded into a summary of their own type, `streamrnn.storm.opened`, `.updated` and `.resolved`, that says how many and which. It is over when fewer than half as many open within that span and no more are still open; those are then told one by one. 0 for never.")]
    [NumberRange(0, 10_000)]
    public int StormIncidents { get; init; } = 100;

    [Description("The span in which incidents are counted for a storm, and the shortest between two summaries of one.")]
    [DurationRange("1s", "1d")]
    public TimeSpan StormWithin { get; init; } = Incidents.StormWithin;

    [Description("Which streams belong together. Several streams of a group that open incidents close together make one incident of the group, `streamrnn.group.opened`, `.updated` and `.resolved`, that lists them and stands for those that follow. The first definition that matches a stream is its own; streams of one group must come from one input partition to be seen together.")]
    public IReadOnlyList<GroupItem> Groups { get; init; } = [];
    [Description("A stream that is past its warm-up opens an incident when it has been silent for this many of its own usual intervals, for five minutes, and for twice the longest gap that it lately had, while its partition moved on; 0 for never. The incident is held open while the silence lasts, for a day at most.")]
    [NumberRange(0, 10_000)]
    public double Silence { get; init; } = 10;
}
