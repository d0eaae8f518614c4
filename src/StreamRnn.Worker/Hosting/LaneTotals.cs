using StreamRnn.Alerting;
using StreamRnn.Alerting.Rules;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Hosting;

/// <summary>Sums over lanes.</summary>
internal sealed class LaneTotals
{
    // By rule; all lanes have the same.
    private readonly List<(long Exceedances, long Incidents)> muted = [];

    public LaneTotals()
    {
        Outcomes = new long[Enum.GetValues<EventOutcome>().Length];
        Alerts = new long[Enum.GetValues<IncidentState>().Length];
        Summaries = new long[Enum.GetValues<SummaryKind>().Length];
        Folded = new long[Enum.GetValues<SummaryKind>().Length];
    }

    /// <summary>Goes on from the counts of <paramref name="earlier"/>; what lanes hold begins at nothing.</summary>
    public LaneTotals(LaneTotals earlier)
    {
        Outcomes = [.. earlier.Outcomes];
        Alerts = [.. earlier.Alerts];
        Summaries = [.. earlier.Summaries];
        Folded = [.. earlier.Folded];
        muted = [.. earlier.muted];
        Evictions = earlier.Evictions;
        TrainingSteps = earlier.TrainingSteps;
        DiscardedTrainingSteps = earlier.DiscardedTrainingSteps;
        Promotions = earlier.Promotions;
        Rollbacks = earlier.Rollbacks;
    }

    /// <summary>Events by <see cref="EventOutcome"/>.</summary>
    public long[] Outcomes { get; }

    /// <summary>Alerts by <see cref="IncidentState"/>.</summary>
    public long[] Alerts { get; }

    /// <summary>Changes of summaries by <see cref="SummaryKind"/>.</summary>
    public long[] Summaries { get; }

    /// <summary>Incidents that summaries stand for, by <see cref="SummaryKind"/>.</summary>
    public long[] Folded { get; }

    public long Evictions { get; set; }

    public long TrainingSteps { get; set; }

    public long DiscardedTrainingSteps { get; set; }

    /// <summary>Times that weights were put in service.</summary>
    public long Promotions { get; set; }

    /// <summary>Times that weights were given up for those in service.</summary>
    public long Rollbacks { get; set; }

    /// <summary>Exceedances that the rule of a number took away.</summary>
    public long MutedExceedances(int rule) => muted.ElementAtOrDefault(rule).Exceedances;

    /// <summary>Incidents that it kept from being told.</summary>
    public long MutedIncidents(int rule) => muted.ElementAtOrDefault(rule).Incidents;

    /// <summary>Adds a lane's.</summary>
    public void AddMuted(RuleCounts counts)
    {
        for (int rule = 0; rule < counts.Rules; rule++)
        {
            if (rule == muted.Count)
            {
                muted.Add(default);
            }

            muted[rule] = (muted[rule].Exceedances + counts.Exceedances(rule), muted[rule].Incidents + counts.Incidents(rule));
        }
    }

    /// <summary>Streams that hold a row now.</summary>
    public long Streams { get; set; }

    /// <summary>About how many different streams the partitions at work have refused.</summary>
    public long RefusedStreams { get; set; }

    /// <summary>The most streams that a partition at work has seen, those that it refused included.</summary>
    public long NeededCapacity { get; set; }

    /// <summary>Streams that there is room for now.</summary>
    public long Capacity { get; set; }

    public long OpenIncidents { get; set; }

    /// <summary>The event time that a partition's streams agree on, by partition, Unix milliseconds; <see cref="long.MinValue"/> until they do.</summary>
    public SortedDictionary<int, long> Watermarks { get; } = [];
}
