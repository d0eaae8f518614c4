using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Alerting.Rules;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Engine;

/// <summary>A lane and its windows, joined: the one engine behind run, demo and detect. Owned by one thread.</summary>
internal sealed class LaneEngine : IDisposable
{
    private readonly List<IncidentChange> changes = [];
    private readonly List<IncidentChange> withheld = [];
    private readonly List<PlacedSummary> summaries = [];
    private readonly IEngineObserver? observer;
    private readonly string topic;
    private readonly int partition;
    private IncidentPipeline pipeline;
    private ScoredBatch? scoredBatch;

    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range.</exception>
    public LaneEngine(LaneOptions laneOptions, IncidentOptions incidentOptions, string topic, int partition, IEngineObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(laneOptions);
        ArgumentNullException.ThrowIfNull(topic);
        this.topic = topic;
        this.partition = partition;
        this.observer = observer;
        pipeline = new IncidentPipeline(incidentOptions, Take, Take);
        Scored = new ScoredEvent(laneOptions.Features);
        Lane = new Lane(laneOptions);
    }

    public Lane Lane { get; }

    /// <summary>What the lane said of the last event that came alone; valid until the next.</summary>
    public ScoredEvent Scored { get; }

    /// <summary>The incident changes that the last event or batch caused and that are told, in order; valid until the next.</summary>
    public IReadOnlyList<IncidentChange> Changes => changes;

    /// <summary>Those that are not told by an alert of their own, likewise.</summary>
    public IReadOnlyList<IncidentChange> WithheldChanges => withheld;

    /// <summary>What is told in place of many incidents, likewise.</summary>
    public IReadOnlyList<PlacedSummary> Summaries => summaries;

    /// <summary>How exceedances become incidents.</summary>
    public IncidentOptions IncidentOptions => pipeline.Options;

    /// <summary>What the rules took away, by their number.</summary>
    public RuleCounts RuleCounts => pipeline.RuleCounts;

    /// <summary>Incidents open now.</summary>
    public int OpenIncidents => pipeline.OpenIncidents;

    /// <summary>
    /// Scores the event, moves the windows to the lane's watermark and hands them the event where it is an exceedance.
    /// Nothing is allocated for an event that changes no incident.
    /// </summary>
    public EventOutcome Process(in SensorEvent sensorEvent)
    {
        EventOutcome outcome = Lane.Process(sensorEvent, Scored);
        pipeline.Expect(Lane.Counters.Streams);
        Conclude(sensorEvent, outcome, Lane.Watermark);
        for (int i = 0; i < Lane.SilentStreams.Count; i++)
        {
            Push(Lane.SilentStreams[i], sensorEvent.Offset, Lane.Watermark);
        }

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

        ForgetChanges();
        Lane.Process(batch, scoredBatch);
        int silent = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            SensorEvent sensorEvent = batch[i];
            outcomes[i] = scoredBatch.Outcomes[i];
            pipeline.Expect(scoredBatch.Streams[i]);
            Conclude(sensorEvent, outcomes[i], scoredBatch[i], scoredBatch.Watermarks[i]);
            for (; silent < Lane.SilentStreams.Count && Lane.SilentStreams[silent].EventIndex == i; silent++)
            {
                Push(Lane.SilentStreams[silent], sensorEvent.Offset, scoredBatch.Watermarks[i]);
            }
        }
    }

    /// <summary>Begins to hand the state out as it is now, the open incidents among it. See <see cref="LaneCapture"/>.</summary>
    public LaneCapture BeginCapture(CaptureSettings settings, SnapshotManifest? since) => new(Lane, pipeline.Save, settings, since);

    /// <summary>Goes on from a state that was taken in.</summary>
    /// <exception cref="InvalidSnapshotException">It is not whole; the engine is of no use any more.</exception>
    public void CompleteRestore(LaneRestore restore) => restore.Complete(walk =>
    {
        IncidentPipeline restored = IncidentPipeline.Restore(pipeline.Options, walk, Take, Take);
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
        ForgetChanges();
        Conclude(sensorEvent, outcome, Scored, watermark);
    }

    private void ForgetChanges()
    {
        changes.Clear();
        withheld.Clear();
        summaries.Clear();
    }

    private void Take(IncidentChange change) => (change.Withheld == Withholding.None ? changes : withheld).Add(change);

    private void Take(SummaryChange change) => summaries.Add(new PlacedSummary(changes.Count, change));

    private void Conclude(in SensorEvent sensorEvent, EventOutcome outcome, ScoredEvent scored, long watermark)
    {
        int before = changes.Count;
        if (outcome is EventOutcome.Scored or EventOutcome.WarmingUp)
        {
            observer?.Scored(sensorEvent, scored);
        }

        // Also for events that the lane turned away: the watermark then stands, and this costs a comparison.
        pipeline.Advance(watermark);
        if (outcome == EventOutcome.Scored && pipeline.Concerns(scored.Score, sensorEvent.Key))
        {
            pipeline.Push(Exceedance.From(sensorEvent, scored, Encoding.UTF8.GetString(sensorEvent.Key), topic, partition));
        }

        // Few readings are away from where their stream usually is, and fewer of a stream with an incident.
        if (outcome == EventOutcome.Scored && scored.Place != Place.Usual && pipeline.IsOpen(sensorEvent.Key))
        {
            pipeline.Settle(Encoding.UTF8.GetString(sensorEvent.Key), scored.Place == Place.Away ? Resolution.NewNormal : Resolution.Recovered);
        }

        Show(before);
    }

    /// <summary>Hands the windows a silent stream, after the event with which it was found out.</summary>
    private void Push(SilentStream stream, long offset, long watermark)
    {
        int before = changes.Count;
        pipeline.Push(Silence.Exceedance(stream, pipeline.OpenThreshold, Lane.Options.WarmUpEvents, topic, partition, offset, watermark));
        Show(before);
    }

    /// <summary>Shows the observer the changes from this one on.</summary>
    private void Show(int from)
    {
        for (int i = from; i < changes.Count; i++)
        {
            observer?.Changed(changes[i]);
        }
    }
}

/// <summary>A summary's change, with its place among the changes of incidents: so that all are written in the order in which they came about, wherever a batch ends.</summary>
/// <param name="After">So many of <see cref="LaneEngine.Changes"/> come before it.</param>
/// <param name="Change">The change.</param>
internal readonly record struct PlacedSummary(int After, SummaryChange Change);
