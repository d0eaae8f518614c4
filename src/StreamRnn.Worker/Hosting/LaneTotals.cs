using StreamRnn.Alerting;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Hosting;

/// <summary>Sums over lanes.</summary>
internal sealed class LaneTotals
{
    public LaneTotals()
    {
        Outcomes = new long[Enum.GetValues<EventOutcome>().Length];
        Alerts = new long[Enum.GetValues<IncidentState>().Length];
    }

    /// <summary>Goes on from the counts of <paramref name="earlier"/>; what lanes hold begins at nothing.</summary>
    public LaneTotals(LaneTotals earlier)
    {
        Outcomes = [.. earlier.Outcomes];
        Alerts = [.. earlier.Alerts];
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

    public long Evictions { get; set; }

    public long TrainingSteps { get; set; }

    public long DiscardedTrainingSteps { get; set; }

    /// <summary>Times that weights were put in service.</summary>
    public long Promotions { get; set; }

    /// <summary>Times that weights were given up for those in service.</summary>
    public long Rollbacks { get; set; }

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
