using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Engine;

/// <summary>A lane and its windows, joined: the one engine behind run, demo and detect. Owned by one thread.</summary>
internal sealed class LaneEngine : IDisposable
{
    private readonly List<IncidentChange> changes = [];
    private readonly IncidentPipeline pipeline;
    private readonly IEngineObserver? observer;
    private readonly string topic;
    private readonly int partition;

    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range.</exception>
    public LaneEngine(LaneOptions laneOptions, IncidentOptions incidentOptions, string topic, int partition, IEngineObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(laneOptions);
        ArgumentNullException.ThrowIfNull(topic);
        this.topic = topic;
        this.partition = partition;
        this.observer = observer;
        pipeline = new IncidentPipeline(incidentOptions, changes.Add);
        Scored = new ScoredEvent(laneOptions.Features);
        Lane = new Lane(laneOptions);
    }

    public Lane Lane { get; }

    /// <summary>What the lane said of the last event; valid until the next.</summary>
    public ScoredEvent Scored { get; }

    /// <summary>The incident changes that the last event caused, in order; valid until the next.</summary>
    public IReadOnlyList<IncidentChange> Changes => changes;

    /// <summary>Incidents open now.</summary>
    public int OpenIncidents => pipeline.OpenIncidents;

    /// <summary>
    /// Scores the event, moves the windows to the lane's watermark and hands them the event where it is an exceedance.
    /// Nothing is allocated for an event that changes no incident.
    /// </summary>
    public EventOutcome Process(in SensorEvent sensorEvent)
    {
        EventOutcome outcome = Lane.Process(sensorEvent, Scored);
        Conclude(sensorEvent, outcome);
        return outcome;
    }

    public void Dispose()
    {
        pipeline.Dispose();
        Lane.Dispose();
    }

    /// <summary>What follows from an event's score. Its own step, so that the windows can be driven by chosen scores.</summary>
    internal void Conclude(in SensorEvent sensorEvent, EventOutcome outcome)
    {
        changes.Clear();
        if (outcome is EventOutcome.Scored or EventOutcome.WarmingUp)
        {
            observer?.Scored(sensorEvent, Scored);
        }

        // Also for events that the lane turned away: its watermark then stands, and this costs a comparison.
        pipeline.Advance(Lane.Watermark);
        if (outcome == EventOutcome.Scored && Scored.Alarm >= pipeline.Options.OpenThreshold)
        {
            pipeline.Push(Exceedance.From(sensorEvent, Scored, Encoding.UTF8.GetString(sensorEvent.Key), topic, partition));
        }

        if (observer is not null)
        {
            foreach (IncidentChange change in changes)
            {
                observer.Changed(change);
            }
        }
    }
}
