using StreamRnn.Alerting;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Engine;

/// <summary>A lane and its windows, joined: the one engine behind run, demo and detect.</summary>
internal sealed class LaneEngine : IDisposable
{
    private readonly List<IncidentChange> changes = [];

    public LaneEngine(LaneOptions laneOptions, IncidentOptions incidentOptions, string topic, int partition, IEngineObserver? observer = null)
    {
        Lane = new Lane(laneOptions);
        Scored = new ScoredEvent(laneOptions.Features);
    }

    public Lane Lane { get; }

    /// <summary>What the lane said of the last event; valid until the next.</summary>
    public ScoredEvent Scored { get; }

    /// <summary>The incident changes that the last event caused, in order; valid until the next.</summary>
    public IReadOnlyList<IncidentChange> Changes => changes;

    public EventOutcome Process(in SensorEvent sensorEvent) => Lane.Process(sensorEvent, Scored);

    public void Dispose() => Lane.Dispose();
}
