using System.Collections.Immutable;
using StreamRnn.Alerting;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Streams;
using StreamRnn.Kafka;
using StreamRnn.Worker.Alerts;
using StreamRnn.Worker.Engine;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Hosting;

/// <summary>One input partition: its engine, and its incident changes as alerts. Owned by its partition's lane thread; its counts may be read by any.</summary>
internal sealed class PartitionProcessor : IRestorableProcessor
{
    /// <summary>A batch's mean is timed once in at least this many events: two looks at the clock for each small batch would be felt in lean memory.</summary>
    private const int TimedEvery = 64;

    private readonly long[] alerts = new long[Enum.GetValues<IncidentState>().Length];
    private readonly long[] summaries = new long[Enum.GetValues<SummaryKind>().Length];
    private readonly long[] folded = new long[Enum.GetValues<SummaryKind>().Length];
    private readonly AlertEncoder encoder;
    private readonly SummaryEncoder summaryEncoder;
    private readonly PatternWatch patterns;
    private readonly ImmutableArray<SnapshotTrait> traits;
    private readonly LaneRegistry registry;
    private readonly IMetricsExposition metrics;
    private readonly TimeProvider timeProvider;
    private readonly AlertLog log;
    private readonly MutedIncidents muted;
    private long eventCount;
    private long nextTimed;

    public PartitionProcessor(
        int partition,
        LaneEngine engine,
        AlertEncoder encoder,
        SummaryEncoder summaryEncoder,
        LaneRegistry registry,
        IMetricsExposition metrics,
        TimeProvider timeProvider,
        AlertLog log,
        MutedIncidents muted,
        PatternWatch patterns)
    {
        Partition = partition;
        Engine = engine;
        this.encoder = encoder;
        this.summaryEncoder = summaryEncoder;
        this.patterns = patterns;

        // Features are told apart by their order: another order would be other streams.
        traits = [new SnapshotTrait("Features by name", string.Join(", ", encoder.FeatureNames))];
        this.registry = registry;
        this.metrics = metrics;
        this.timeProvider = timeProvider;
        this.log = log;
        this.muted = muted;
        registry.Add(this);
    }

    public int Partition { get; }

    public LaneEngine Engine { get; }

    /// <summary>Alerts emitted for this state.</summary>
    public long Alerts(IncidentState state) => Volatile.Read(ref alerts[(int)state]);

    /// <summary>Changes of summaries emitted.</summary>
    public long Summaries(SummaryKind kind) => Volatile.Read(ref summaries[(int)kind]);

    /// <summary>Incidents that summaries stand for.</summary>
    public long Folded(SummaryKind kind) => Volatile.Read(ref folded[(int)kind]);

    public void Process(EventBatch batch, Span<EventOutcome> outcomes, IOutbox outbox)
    {
        long start = StartTiming();
        Engine.Process(batch, outcomes);
        EmitChanges(outbox);
        patterns.Look(batch);
        EndTiming(start, batch.Count);
    }

    public void Replay(EventBatch batch, Span<EventOutcome> outcomes) => Engine.Process(batch, outcomes);

    public LaneCapture BeginCapture(CaptureSettings settings, SnapshotManifest? since) => Engine.BeginCapture(settings with { Model = traits, Policy = WindowsTraits.Of(Engine.IncidentOptions) }, since);

    public LaneRestore BeginRestore(SnapshotManifest manifest) => new(Engine.Lane, manifest, traits, WindowsTraits.Of(Engine.IncidentOptions));

    public void CompleteRestore(LaneRestore restore) => Engine.CompleteRestore(restore);

    public void Dispose()
    {
        registry.Retire(this);
        Engine.Dispose();
    }

    private void EmitChanges(IOutbox outbox)
    {
        // By index: an enumerator of the list's interface would be an object for every event.
        for (int i = 0; i < Engine.WithheldChanges.Count; i++)
        {
            Withhold(Engine.WithheldChanges[i]);
        }

        int summary = 0;
        for (int i = 0; i <= Engine.Changes.Count; i++)
        {
            for (; summary < Engine.Summaries.Count && Engine.Summaries[summary].After == i; summary++)
            {
                Emit(Engine.Summaries[summary].Change, outbox);
            }

            if (i < Engine.Changes.Count)
            {
                Emit(Engine.Changes[i], outbox);
            }
        }
    }

    private void Emit(SummaryChange change, IOutbox outbox)
    {
        outbox.Add(summaryEncoder.Encode(change));
        summaries[(int)change.Kind]++;
        log.Emitted(change);
    }

    private void Withhold(IncidentChange change)
    {
        if (change.Withheld == Withholding.Muted)
        {
            muted.Add(change);
        }
        else if (change.State == IncidentState.Open)
        {
            folded[change.Withheld == Withholding.Group ? (int)SummaryKind.Group : (int)SummaryKind.Storm]++;
        }
    }

    /// <summary>The moment from which the next events are timed, or -1 where it is not their turn.</summary>
    private long StartTiming() => eventCount >= nextTimed ? timeProvider.GetTimestamp() : -1;

    private void EndTiming(long start, int events)
    {
        eventCount += events;
        if (start < 0)
        {
            return;
        }

        nextTimed = eventCount + TimedEvery - 1;
        metrics.Observe(MetricCatalogue.EventProcessing, timeProvider.GetElapsedTime(start).TotalSeconds / events);
    }

    private void Emit(IncidentChange change, IOutbox outbox)
    {
        CloudEvent alert = encoder.Encode(change);
        outbox.Add(alert);
        alerts[(int)change.State]++;
        if (change.State != IncidentState.Resolve)
        {
            double latency = (timeProvider.GetUtcNow() - alert.Time).TotalSeconds;
            metrics.Observe(MetricCatalogue.AlertLatency, Math.Max(0, latency));
        }

        log.Emitted(change);
    }
}
