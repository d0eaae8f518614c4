using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Engine;

/// <summary>A lane and its windows, joined: the one engine behind run, demo and detect. Owned by one thread.</summary>
internal sealed class LaneEngine : IDisposable
{
    private readonly List<IncidentChange> changes = [];
    private IncidentPipeline pipeline;
    private readonly IEngineObserver? observer;
    private readonly string topic;
    private readonly int partition;
    private ScoredBatch? scoredBatch;

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

    /// <summary>What the lane said of the last event that came alone; valid until the next.</summary>
    public ScoredEvent Scored { get; }

    /// <summary>The incident changes that the last event or batch caused, in order; valid until the next.</summary>
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
        Conclude(sensorEvent, outcome, Lane.Watermark);
        return outcome;
    }

    /// <summary>
    /// Does for many events what <see cref="Process(in SensorEvent)"/> does for one, to the same scores and changes:
    /// <see cref="Changes"/> are then those of the whole batch. <paramref name="outcomes"/> has room for all of its events.
    /// </summary>
    public void Process(EventBatch batch, Span<EventOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (scoredBatch is null || scoredBatch.Capacity < batch.Count)
        {
            scoredBatch = new ScoredBatch(batch.Capacity, Lane.Options.Features);
        }

        changes.Clear();
        Lane.Process(batch, scoredBatch);
        for (int i = 0; i < batch.Count; i++)
        {
            SensorEvent sensorEvent = batch[i];
            outcomes[i] = scoredBatch.Outcomes[i];
            Conclude(sensorEvent, outcomes[i], scoredBatch[i], scoredBatch.Watermarks[i]);
        }
    }

    /// <summary>Begins to hand the state out as it is now, the open incidents among it. See <see cref="LaneCapture"/>.</summary>
    public LaneCapture BeginCapture(CaptureSettings settings, SnapshotManifest? since) => new(Lane, pipeline.Save, settings, since);

    /// <summary>Goes on from a state that was taken in.</summary>
    /// <exception cref="InvalidSnapshotException">It is not whole; the engine is of no use any more.</exception>
    public void CompleteRestore(LaneRestore restore) => restore.Complete(walk =>
    {
        IncidentPipeline restored = IncidentPipeline.Restore(pipeline.Options, changes.Add, walk);
        pipeline.Dispose();
        pipeline = restored;
    });

    /// <summary>A hash of all that further results depend on, as 32 hexadecimal digits: the lane's state and that of its windows.</summary>
    public string StateHash()
    {
        using var hash = new StateHash();
        Lane.AddTo(hash);
        pipeline.AddTo(hash);
        return hash.ToString();
    }

    public void Dispose()
    {
        pipeline.Dispose();
        Lane.Dispose();
    }

    /// <summary>What follows from an event's score and the time that the lane has reached. Its own step, so that the windows can be driven by chosen ones.</summary>
    internal void Conclude(in SensorEvent sensorEvent, EventOutcome outcome, long watermark)
    {
        changes.Clear();
        Conclude(sensorEvent, outcome, Scored, watermark);
    }

    private void Conclude(in SensorEvent sensorEvent, EventOutcome outcome, ScoredEvent scored, long watermark)
    {
        int before = changes.Count;
        if (outcome is EventOutcome.Scored or EventOutcome.WarmingUp)
        {
            observer?.Scored(sensorEvent, scored);
        }

        // Also for events that the lane turned away: the watermark then stands, and this costs a comparison.
        pipeline.Advance(watermark);
        if (outcome == EventOutcome.Scored && scored.Alarm >= pipeline.Options.OpenThreshold)
        {
            pipeline.Push(Exceedance.From(sensorEvent, scored, Encoding.UTF8.GetString(sensorEvent.Key), topic, partition));
        }

        for (int i = before; i < changes.Count; i++)
        {
            observer?.Changed(changes[i]);
        }
    }
}
