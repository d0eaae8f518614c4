using StreamRnn.Alerting;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Hosting;

/// <summary>The partitions at work, and what those that were handed over had counted: so that a sum over all never goes down. Any thread may call it; what a lane counts is read while its thread goes on.</summary>
internal sealed class LaneRegistry
{
    private static readonly EventOutcome[] Outcomes = Enum.GetValues<EventOutcome>();
    private static readonly IncidentState[] States = Enum.GetValues<IncidentState>();

    private static readonly SummaryKind[] SummaryKinds = Enum.GetValues<SummaryKind>();

    private readonly Lock gate = new();
    private readonly List<PartitionProcessor> active = [];
    private readonly LaneTotals retired = new();

    /// <summary>Partitions at work now.</summary>
    public int Partitions
    {
        get
        {
            lock (gate)
            {
                return active.Count;
            }
        }
    }

    public void Add(PartitionProcessor processor)
    {
        lock (gate)
        {
            active.Add(processor);
        }
    }

    public void Retire(PartitionProcessor processor)
    {
        lock (gate)
        {
            if (active.Remove(processor))
            {
                AddCounts(retired, processor);
            }
        }
    }

    /// <summary>Counts since the process's start, and what the partitions at work hold now.</summary>
    public LaneTotals Sum()
    {
        lock (gate)
        {
            var sum = new LaneTotals(retired);
            foreach (PartitionProcessor processor in active)
            {
                AddCounts(sum, processor);
                LaneCounters counters = processor.Engine.Lane.Counters;
                long refusedStreams = counters.RefusedStreams;
                sum.Streams += counters.Streams;
                sum.RefusedStreams += refusedStreams;
                sum.NeededCapacity = Math.Max(sum.NeededCapacity, counters.Streams + refusedStreams);
                sum.Capacity += processor.Engine.Lane.Options.Capacity;
                sum.OpenIncidents += processor.Engine.OpenIncidents;
                sum.Watermarks[processor.Partition] = processor.Engine.Lane.Watermark;
            }

            return sum;
        }
    }

    private static void AddCounts(LaneTotals totals, PartitionProcessor processor)
    {
        LaneCounters counters = processor.Engine.Lane.Counters;
        foreach (EventOutcome outcome in Outcomes)
        {
            totals.Outcomes[(int)outcome] += counters[outcome];
        }

        foreach (IncidentState state in States)
        {
            totals.Alerts[(int)state] += processor.Alerts(state);
        }

        foreach (SummaryKind kind in SummaryKinds)
        {
            totals.Summaries[(int)kind] += processor.Summaries(kind);
            totals.Folded[(int)kind] += processor.Folded(kind);
        }

        totals.AddMuted(processor.Engine.RuleCounts);
        totals.Evictions += counters.Evictions;
        totals.TrainingSteps += counters.TrainingSteps;
        totals.DiscardedTrainingSteps += counters.DiscardedTrainingSteps;
        totals.Promotions += counters.Promotions;
        totals.Rollbacks += counters.Rollbacks;
    }
}
