using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Evaluation;

/// <summary>
/// What a pager would give of labelled series from their fifth day on, by their own clocks: the share of labelled segments with an alarm on their first row or one of the seven
/// after it, and false incidents a stream and day. An alarm is false where no row is labelled within thirty; false incidents are an hour apart.
/// </summary>
internal sealed class PagerScorer
{
    private const int Delay = 7;
    private const int OwedRows = 30;
    private const double DayMilliseconds = 86_400_000;
    private const long WatchedAfterMilliseconds = 4 * (long)DayMilliseconds;

    private readonly IncidentTally incidents;
    private readonly PagedSeries byScore;
    private readonly PagedSeries byEvent;

    /// <summary>Takes a series apart.</summary>
    public PagerScorer(SeriesRecord record)
    {
        long from = record.Times[0] + WatchedAfterMilliseconds;
        double days = Math.Max(0, record.Times[^1] - from) / DayMilliseconds;
        bool[] isOwed = OwedTo(record.Ranges, record.Times.Length);
        LabelledRange[] finds = [.. record.Ranges.Where(range => record.Times[range.First] >= from).Select(range => range with { Last = range.First + Delay })];
        bool IsFree(int row) => record.Times[row] >= from && !isOwed[row];

        byScore = PagedSeries.Of(record.Scores, record.Times, finds, IsFree, days);
        byEvent = PagedSeries.Of(record.Events.Scores, record.Times, finds, IsFree, days);
        incidents = new IncidentTally(
            finds.Length,
            finds.Count(find => record.Alarms.Any(alarm => alarm.Row >= find.First && alarm.Row <= find.Last)),
            record.Alarms.GroupBy(alarm => alarm.Incident).Count(incident => incident.All(alarm => IsFree(alarm.Row))),
            days);
    }

    /// <summary>The figures of several series together.</summary>
    public static IEnumerable<Figure> Figures(IReadOnlyList<PagerScorer> series)
    {
        int segments = series.Sum(one => one.incidents.Segments);
        double days = series.Sum(one => one.incidents.Days);
        var byScore = new IncidentSweep(series.Select(one => one.byScore));
        var byEvent = new IncidentSweep(series.Select(one => one.byEvent));
        return
        [
            Figure.Count(FigureName.PagerSegments, segments),
            new Figure(FigureName.PagerDays, days, 1),
            Figure.Ratio(FigureName.PagerFound, segments == 0 ? double.NaN : series.Sum(one => one.incidents.Found) / (double)segments),
            Figure.Ratio(FigureName.PagerFalse, days > 0 ? series.Sum(one => one.incidents.False) / days : double.NaN),
            .. FigureName.PagerByScore.Select(bounded => Figure.Ratio(bounded.Name, byScore.Best(bounded.MaxFalse).Value)),
            .. FigureName.PagerByEvent.Select(bounded => Figure.Ratio(bounded.Name, byEvent.Best(bounded.MaxFalse).Value)),
        ];
    }

    /// <summary>Whether a row is labelled within thirty of each row.</summary>
    private static bool[] OwedTo(IReadOnlyList<LabelledRange> ranges, int rows)
    {
        bool[] isOwed = new bool[rows];
        foreach (LabelledRange range in ranges)
        {
            int first = Math.Max(0, range.First - OwedRows);
            isOwed.AsSpan(first, Math.Min(rows, range.Last + OwedRows + 1) - first).Fill(true);
        }

        return isOwed;
    }

    /// <summary>What the column <c>incident</c> gives of one series.</summary>
    private readonly record struct IncidentTally(int Segments, int Found, int False, double Days);
}
