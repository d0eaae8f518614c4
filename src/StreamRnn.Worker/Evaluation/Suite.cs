using StreamRnn.Alerting;
using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Evaluation;

/// <summary>A set of labelled series, and the scores that are usual for it.</summary>
internal abstract class Suite(string name, IReadOnlyList<SuiteSeries> series)
{
    /// <summary>The one threshold that is to serve every suite: where incidents open by default.</summary>
    protected static readonly double CommonThreshold = new IncidentOptions().OpenThreshold;

    /// <summary>As <c>--suite</c> names it.</summary>
    public string Name { get; } = name;

    /// <summary>The series, in the order of the report.</summary>
    public IReadOnlyList<SuiteSeries> Series { get; } = series;

    /// <summary>Figures of one series alone. Called on several threads.</summary>
    public abstract IEnumerable<Figure> ScoreSeries(SeriesRecord record);

    /// <summary>Scores all series together, half by half.</summary>
    public abstract SuiteScore Score(IReadOnlyList<SeriesRecord> records);

    /// <summary>The two volumes of a series' <c>surprise</c>, over buffers up to twice its period.</summary>
    protected static IEnumerable<Figure> Volumes(SeriesRecord record)
    {
        (double precisionRecall, double receiver) = VolumeUnderSurface.Of(record.Surprise, 2 * SeriesPeriod.Of(record.Readings));
        return [Figure.Ratio(FigureName.VusPr, precisionRecall), Figure.Ratio(FigureName.VusRoc, receiver)];
    }

    /// <summary>The figures that every suite's series have, first and last in their row, around its <paramref name="own"/>.</summary>
    protected static IReadOnlyList<Figure> Row(SeriesRecord record, IEnumerable<Figure> own) =>
    [
        Figure.Count(FigureName.Rows, record.Readings.Length),
        Figure.Count(FigureName.Anomalies, record.Ranges.Count),
        Figure.Count(FigureName.LabelledRows, record.Ranges.Sum(range => range.Length)),
        Figure.Count(FigureName.Incidents, record.Openings.Count),
        .. own,
        Figure.Ratio(FigureName.ForecastError, record.ForecastError),
        Figure.Ratio(FigureName.Coverage, record.Covered / (double)record.Forecast),
    ];

    /// <summary>The totals of each scope around the suite's <paramref name="own"/>: counts before, the forecasts' figures after. The relative error is the median series'.</summary>
    protected static IReadOnlyDictionary<SeriesScope, IReadOnlyList<Figure>> Totals(IReadOnlyList<SeriesRecord> records, Func<IReadOnlyList<SeriesRecord>, IEnumerable<Figure>> own)
    {
        var totals = new Dictionary<SeriesScope, IReadOnlyList<Figure>>();
        foreach (SeriesScope scope in Enum.GetValues<SeriesScope>())
        {
            SeriesRecord[] held = [.. records.Where(record => scope.Holds(record.Series.Half))];
            totals[scope] =
            [
                Figure.Count(FigureName.Series, held.Length),
                Figure.Count(FigureName.Rows, held.Sum(record => (long)record.Readings.Length)),
                Figure.Count(FigureName.Anomalies, held.Sum(record => record.Ranges.Count)),
                Figure.Count(FigureName.LabelledRows, held.Sum(record => record.Ranges.Sum(range => (long)range.Length))),
                Figure.Count(FigureName.Incidents, held.Sum(record => record.Openings.Count)),
                .. own(held),
                Figure.Ratio(FigureName.ForecastError, Median(held.Select(record => record.ForecastError))),
                Figure.Ratio(FigureName.Coverage, held.Sum(record => record.Covered) / (double)held.Sum(record => record.Forecast)),
            ];
        }

        return totals;
    }

    /// <summary>The mean of a figure over the series that have it.</summary>
    protected static Figure Mean(string name, IEnumerable<SeriesRecord> records)
    {
        double[] values = [.. records.SelectMany(record => record.Figures).Where(figure => figure.Name == name && !double.IsNaN(figure.Value)).Select(figure => figure.Value)];
        return Figure.Ratio(name, values.Length == 0 ? double.NaN : values.Average());
    }

    /// <summary>Each series as a pager would have it, by name; made once for all scopes.</summary>
    protected static Dictionary<string, PagerScorer> PagersOf(IReadOnlyList<SeriesRecord> records) =>
        records.ToDictionary(record => record.Series.Name, record => new PagerScorer(record), StringComparer.Ordinal);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>A suite's figures from one run.</summary>
/// <param name="Totals">For each scope.</param>
/// <param name="PerSeries">For each series, in the suite's order.</param>
/// <param name="Thresholds">The thresholds that were chosen on the tuned half, by figure.</param>
internal sealed record SuiteScore(
    IReadOnlyDictionary<SeriesScope, IReadOnlyList<Figure>> Totals,
    IReadOnlyList<IReadOnlyList<Figure>> PerSeries,
    IReadOnlyList<Figure> Thresholds);
