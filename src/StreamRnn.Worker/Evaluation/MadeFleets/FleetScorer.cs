using System.Globalization;
using System.Runtime.InteropServices;
using StreamRnn.Alerting;
using StreamRnn.Worker.Alerts;
using StreamRnn.Worker.Evaluation.Scorers;
using StreamRnn.Worker.Fleet;

namespace StreamRnn.Worker.Evaluation.MadeFleets;

/// <summary>What a person on call would say of the detector, from one run over a made fleet.</summary>
internal sealed class FleetScorer
{
    /// <summary>Bounds on false incidents a stream and day, at which the share found is given.</summary>
    private static readonly double[] FalseBounds = [0.015, 0.05];

    /// <summary>Days after which a stream counts as known.</summary>
    private const int FirstDays = 4;

    private const double DayMilliseconds = 86_400_000;

    private readonly FleetOptions fleet;
    private readonly IncidentOptions incidentOptions;
    private readonly IReadOnlyList<StreamRecord> streams;
    private readonly StreamWindows[] windows;

    /// <summary>Takes a run in. <paramref name="twins"/> has the undisturbed twin of each disturbed stream.</summary>
    public FleetScorer(FleetOptions fleet, IncidentOptions incidentOptions, IReadOnlyList<StreamRecord> streams, IReadOnlyList<StreamRecord?> twins)
    {
        (this.fleet, this.incidentOptions, this.streams) = (fleet, incidentOptions, streams);
        windows = [.. streams.Select(record => new StreamWindows(record.Stream, fleet))];
        Anomalies = [.. streams.SelectMany((record, index) => AnomalyResult.Of(record, twins[index], windows[index]))];
        Incidents = [.. streams.SelectMany((record, index) => record.Incidents.Select(incident => new IncidentResult(record.Stream, incident, windows[index].IsFalse(incident.OpenedAt, incident.LastAt))))];
    }

    /// <summary>What became of each anomaly, stream by stream.</summary>
    public IReadOnlyList<AnomalyResult> Anomalies { get; }

    /// <summary>Every incident, stream by stream.</summary>
    public IReadOnlyList<IncidentResult> Incidents { get; }

    /// <summary>All figures.</summary>
    public IReadOnlyList<FigureTable> Tables() =>
    [
        new("anomaly", [.. Enum.GetValues<AnomalyKind>().Select(kind => Found(kind.Text(), [.. Anomalies.Where(result => result.Anomaly.Kind == kind)])), Found("all", Anomalies)]),
        new("on a stream of kind", [.. Enum.GetValues<StreamKind>().Select(OfStreamKind)]),
        new("false incidents a stream and day", [False("day 1", 0, 1), False("days 2 to 4", 1, FirstDays), False("day 5 on", FirstDays, fleet.Days)]),
        new("incidents", [Opened("all", Incidents), Opened("false", [.. Incidents.Where(incident => incident.IsFalse)])]),
        new("the anomaly after a", [.. Enum.GetValues<DisturbanceKind>().Select(Disturbed)]),
        new("ranking", [.. Ranking("score", record => record.Scores), .. Ranking("event", record => record.Events)]),
    ];

    private static FigureRow Found(string name, IReadOnlyList<AnomalyResult> results)
    {
        double[] delays = [.. results.Where(result => result.IsFound).Select(result => result.Delay!.Value.TotalMinutes).Order()];
        return new FigureRow(name,
        [
            Figure.Count("number", results.Count),
            Figure.Ratio("found", Share(results, result => result.IsFound)),
            Figure.Ratio("by chance", Mean(results.Select(result => result.Chance))),
            Figure.Ratio("warning and up", Share(results, result => result.Severity >= Severity.Warning)),
            Figure.Ratio("critical", Share(results, result => result.Severity >= Severity.Critical)),
            new Figure("median delay, min", Quantile(delays, 0.5), 1),
            new Figure("90th percentile", Quantile(delays, 0.9), 1),
        ]);
    }

    private FigureRow OfStreamKind(StreamKind kind)
    {
        AnomalyResult[] results = [.. Anomalies.Where(result => result.Stream.Kind == kind)];
        int count = streams.Count(record => record.Stream.Kind == kind);
        int wrong = Incidents.Count(incident => incident.IsFalse && incident.Stream.Kind == kind && DayOf(incident) >= FirstDays);
        return new FigureRow(kind.Text(),
        [
            Figure.Count("streams", count),
            Figure.Count("number", results.Length),
            Figure.Ratio("found", Share(results, result => result.IsFound)),
            Figure.Ratio("by chance", Mean(results.Select(result => result.Chance))),
            new Figure("false a stream and day from day 5 on", Rate(wrong, count * (double)(fleet.Days - FirstDays)), 4),
        ]);
    }

    private FigureRow False(string name, int from, int to)
    {
        double days = streams.Count * (double)(Math.Min(to, fleet.Days) - from);
        IncidentResult[] wrong = [.. Incidents.Where(incident => incident.IsFalse && DayOf(incident) >= from && DayOf(incident) < to)];
        return new FigureRow(name,
        [
            new Figure("all", Rate(wrong.Length, days), 4),
            .. Enum.GetValues<Severity>().Select(severity =>
                new Figure(severity.ToString().ToLowerInvariant(), Rate(wrong.Count(incident => incident.Incident.Severity == severity), days), 4)),
        ]);
    }

    private static FigureRow Opened(string name, IReadOnlyList<IncidentResult> incidents) => new(name,
    [
        Figure.Count("number", incidents.Count),
        Figure.Ratio("value outside its printed range", Share(incidents, incident => incident.Incident.IsOutsideItsRange)),
    ]);

    private FigureRow Disturbed(DisturbanceKind kind)
    {
        AnomalyResult[] after = [.. Anomalies.Where(result => result.Anomaly.After == kind)];
        AnomalyResult[] without = [.. after.Where(result => result.IsFoundOnTwin == true)];
        return new FigureRow(kind.Text(),
        [
            Figure.Count("number", after.Length),
            Figure.Ratio("found", Share(after, result => result.IsFound)),
            Figure.Ratio("found without it", Share(after, result => result.IsFoundOnTwin == true)),
            Figure.Ratio("found, of those found without it", Share(without, result => result.IsFound)),
        ]);
    }

    private IEnumerable<FigureRow> Ranking(string name, Func<StreamRecord, List<double>> column)
    {
        var sweep = new IncidentSweep(streams.Select((record, index) => Paged(record, windows[index], column(record))));
        foreach (double bound in FalseBounds)
        {
            AtThreshold best = sweep.Best(bound);
            yield return Ranked(string.Create(CultureInfo.InvariantCulture, $"{name}, at most {bound} false"), sweep, best.Threshold);
        }

        yield return Ranked($"{name}, at windows.open", sweep, incidentOptions.OpenThreshold);
    }

    private static FigureRow Ranked(string name, IncidentSweep sweep, double threshold) => new(name,
    [
        new Figure("threshold", double.IsFinite(threshold) ? threshold : double.NaN, 4),
        Figure.Ratio("found", sweep.FoundAt(threshold)),
        new Figure("false a stream and day", sweep.FalseAt(threshold), 4),
    ]);

    private PagedSeries Paged(StreamRecord record, StreamWindows held, List<double> scores)
    {
        ReadOnlySpan<long> times = CollectionsMarshal.AsSpan(record.Times);
        var ranges = new List<LabelledRange>();
        foreach (AlarmWindow window in held.Finds)
        {
            ranges.Add(new LabelledRange(RowAt(times, window.From), RowAt(times, window.To + 1) - 1));
        }

        return PagedSeries.Of(
            CollectionsMarshal.AsSpan(scores), times, ranges, row => held.Free.Any(free => free.Holds(record.Times[row])), fleet.Days - fleet.AnomaliesFrom.TotalDays);
    }

    /// <summary>The first row at a time or after it.</summary>
    private static int RowAt(ReadOnlySpan<long> times, long time)
    {
        int row = times.BinarySearch(time);
        return row < 0 ? ~row : row;
    }

    private double DayOf(IncidentResult incident) => (incident.Incident.OpenedAt - fleet.StartMilliseconds) / DayMilliseconds;

    private static double Rate(double count, double days) => days > 0 ? count / days : double.NaN;

    private static double Share<T>(IReadOnlyCollection<T> all, Func<T, bool> counts) => all.Count == 0 ? double.NaN : all.Count(counts) / (double)all.Count;

    private static double Mean(IEnumerable<double> values)
    {
        double[] known = [.. values.Where(value => !double.IsNaN(value))];
        return known.Length == 0 ? double.NaN : known.Average();
    }

    /// <summary>Of sorted values, between the two next to it.</summary>
    private static double Quantile(double[] sorted, double quantile)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        double place = quantile * (sorted.Length - 1);
        int below = (int)place;
        return sorted[below] + (place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]);
    }
}

/// <summary>One incident of a run.</summary>
/// <param name="Stream">The stream that it is of.</param>
/// <param name="Incident">What was told.</param>
/// <param name="IsFalse">Whether it has nothing to do with an anomaly or a disturbance.</param>
internal sealed record IncidentResult(MadeStream Stream, IncidentRecord Incident, bool IsFalse);
