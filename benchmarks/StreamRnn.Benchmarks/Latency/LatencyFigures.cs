using StreamRnn.Benchmarks.Brokers;

namespace StreamRnn.Benchmarks.Latency;

/// <summary>What a load came to. Times are Unix milliseconds, by the one clock of all programs.</summary>
internal sealed record LatencyFigures
{
    public required double EventsPerSecond { get; init; }

    /// <summary>Cores' worth of processor time that the worker took.</summary>
    public required double WorkerCores { get; init; }

    /// <summary>What broker and machine took meanwhile.</summary>
    public required ProcessorShares Processors { get; init; }

    /// <summary>Of each jump whose alert came: when the broker appended the reading, and when the alert was there.</summary>
    public required IReadOnlyList<(double Appended, double Arrived)> Alerts { get; init; }

    /// <summary>Whether the worker read all of it in the end.</summary>
    public required bool IsDrained { get; init; }

    /// <summary>When the load began.</summary>
    public required double Start { get; init; }

    /// <summary>When its last record was written.</summary>
    public required double End { get; init; }

    /// <summary>When the broker stood still; null where that is not known.</summary>
    public required BrokerPauses? Pauses { get; init; }

    /// <summary>A percentile of the time from append to alert, in milliseconds; NaN where none came.</summary>
    public double Percentile(int percent) => Percentile(Alerts, percent);

    /// <summary>The share of the load's time for which the broker stood still, 0 to 1; NaN where that is not known.</summary>
    public double PauseShare => Pauses is null ? double.NaN : Pauses.Between(Start, End) / (End - Start);

    /// <summary>The longest time for which it did, in milliseconds.</summary>
    public double MaxPause => Pauses?.MaxBetween(Start, End) ?? double.NaN;

    /// <summary>Of the time that the slowest hundredth of the alerts took, the share for which the broker stood still, 0 to 1.</summary>
    public double PauseShareOfSlowest
    {
        get
        {
            (double Appended, double Arrived)[] slowest = [.. Alerts.OrderByDescending(Latency).Take(Math.Max(1, Alerts.Count / 100))];
            return Pauses is null ? double.NaN : slowest.Sum(alert => Pauses.Between(alert.Appended, alert.Arrived)) / slowest.Sum(Latency);
        }
    }

    /// <summary>A percentile of the alerts on whose way the broker never stood still, in milliseconds.</summary>
    public double PercentileWithoutPauses(int percent) =>
        Pauses is null ? double.NaN : Percentile([.. Alerts.Where(alert => Pauses.MaxBetween(alert.Appended, alert.Arrived) == 0)], percent);

    private static double Latency((double Appended, double Arrived) alert) => alert.Arrived - alert.Appended;

    private static double Percentile(IReadOnlyList<(double Appended, double Arrived)> alerts, int percent)
    {
        double[] sorted = [.. alerts.Select(Latency).Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];
    }
}
