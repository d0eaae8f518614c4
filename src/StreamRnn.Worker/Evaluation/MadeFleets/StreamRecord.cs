using StreamRnn.Alerting;
using StreamRnn.Worker.Alerts;
using StreamRnn.Worker.Fleet;

namespace StreamRnn.Worker.Evaluation.MadeFleets;

/// <summary>A made stream as the detector saw it.</summary>
internal sealed class StreamRecord(MadeStream stream)
{
    private readonly Dictionary<string, IncidentRecord> byId = new(StringComparer.Ordinal);
    private readonly List<IncidentRecord> incidents = [];

    /// <summary>The stream.</summary>
    public MadeStream Stream => stream;

    /// <summary>When each reading was taken, Unix milliseconds, <c>[rows]</c>.</summary>
    public List<long> Times { get; } = [];

    /// <summary>The column <c>score</c>, <c>[rows]</c>.</summary>
    public List<double> Scores { get; } = [];

    /// <summary>The column <c>event</c>, <c>[rows]</c>.</summary>
    public List<double> Events { get; } = [];

    /// <summary>Its incidents, in the order of their opening.</summary>
    public IReadOnlyList<IncidentRecord> Incidents => incidents;

    /// <summary>Takes in that an incident of the stream opened or went on at a time.</summary>
    public void Follow(IncidentChange change, long at)
    {
        if (change.State == IncidentState.Resolve)
        {
            return;
        }

        if (!byId.TryGetValue(change.IncidentId, out IncidentRecord? incident))
        {
            incident = new IncidentRecord(change, at);
            byId.Add(change.IncidentId, incident);
            incidents.Add(incident);
        }

        incident.Alarms.Add(new Alarm(at, SeverityScale.Of(change.PeakScore, change.Trigger.Confidence)));
    }
}

/// <summary>An incident of a made stream.</summary>
internal sealed class IncidentRecord(IncidentChange opening, long openedAt)
{
    /// <summary>What opened it.</summary>
    public IncidentChange Opening => opening;

    /// <summary>When it opened, Unix milliseconds: by the reading that was being read, whatever time that bears.</summary>
    public long OpenedAt => openedAt;

    /// <summary>Each time that a pager would have been told: its opening and its updates.</summary>
    public List<Alarm> Alarms { get; } = [];

    /// <summary>When it was last told of.</summary>
    public long LastAt => Alarms[^1].At;

    /// <summary>The highest that it came to.</summary>
    public Severity Severity => Alarms.Max(alarm => alarm.Severity);

    /// <summary>
    /// Whether what opened it lies outside the range that it prints: the reading outside that of readings, or where the evidence has none, as of a run of equal readings, its measure above
    /// what is usual.
    /// </summary>
    public bool IsOutsideItsRange
    {
        get
        {
            Exceedance trigger = opening.Trigger;
            int feature = trigger.LeadingFeature;
            return double.IsNaN(trigger.Lower[feature])
                ? trigger.Measure > trigger.UsualMeasure
                : trigger.Actual[feature] < trigger.Lower[feature] || trigger.Actual[feature] > trigger.Upper[feature];
        }
    }
}

/// <summary>One time that a pager would have been told of an incident.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Severity">The incident's by then.</param>
internal readonly record struct Alarm(long At, Severity Severity);
