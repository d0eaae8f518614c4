using StreamRnn.Worker.Detect;
using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Evaluation;

/// <summary>The AIOps challenge 2018: a folder of CSV files whose last column holds labels, ranked by <c>event</c> and by <c>surprise</c>, all rows together.</summary>
internal sealed class AiopsSuite : Suite
{
    /// <summary>As <c>--suite</c> names it.</summary>
    public const string Key = "aiops";

    private AiopsSuite(IReadOnlyList<SuiteSeries> series)
        : base(Key, series)
    {
    }

    /// <summary>Finds its files.</summary>
    /// <exception cref="BadInputException">There are none.</exception>
    public static AiopsSuite Open(DirectoryInfo folder) => new(LabelledFilesSuite.SeriesOf(folder));

    /// <inheritdoc/>
    public override IEnumerable<Figure> ScoreSeries(SeriesRecord record) =>
    [
        Figure.Ratio(FigureName.DelayEvent, DelayScorer.Sweep([record.Events]).Best().Value),
        Figure.Ratio(FigureName.DelaySurprise, DelayScorer.Sweep([record.Surprise]).Best().Value),
    ];

    /// <inheritdoc/>
    public override SuiteScore Score(IReadOnlyList<SeriesRecord> records)
    {
        IEnumerable<SeriesRecord> tune = records.Where(record => record.Series.Half == SeriesHalf.Tune);
        AtThreshold events = DelayScorer.Sweep(tune.Select(record => record.Events)).Best();
        AtThreshold surprise = DelayScorer.Sweep(tune.Select(record => record.Surprise)).Best();
        Dictionary<string, PagerScorer> pagers = PagersOf(records);
        return new SuiteScore(
            Totals(records, held => [.. OfScope(held, events, surprise), .. PagerScorer.Figures([.. held.Select(record => pagers[record.Series.Name])])]),
            [.. records.Select(record => Row(record, record.Figures))],
            [new Figure(FigureName.DelayEventFrozen, events.Threshold, 4), new Figure(FigureName.DelaySurpriseFrozen, surprise.Threshold, 4)]);
    }

    private static IEnumerable<Figure> OfScope(IReadOnlyList<SeriesRecord> held, AtThreshold events, AtThreshold surprise)
    {
        F1Sweep byEvent = DelayScorer.Sweep(held.Select(record => record.Events));
        F1Sweep bySurprise = DelayScorer.Sweep(held.Select(record => record.Surprise));
        return
        [
            Figure.Ratio(FigureName.DelayEvent, byEvent.Best().Value),
            Figure.Ratio(FigureName.DelayEventFrozen, byEvent.At(events.Threshold)),
            Figure.Ratio(FigureName.DelayEventHalfway, byEvent.At(Halfway(held.Select(record => record.Events)))),
            Figure.Ratio(FigureName.DelayEventCommon, byEvent.At(CommonThreshold)),
            Figure.Ratio(FigureName.DelaySurprise, bySurprise.Best().Value),
            Figure.Ratio(FigureName.DelaySurpriseFrozen, bySurprise.At(surprise.Threshold)),
            Figure.Ratio(FigureName.DelaySurpriseHalfway, bySurprise.At(Halfway(held.Select(record => record.Surprise)))),
        ];
    }

    /// <summary>The best threshold of the first halves of all series: what could have been chosen half-way.</summary>
    private static double Halfway(IEnumerable<ScoredSeries> held) =>
        DelayScorer.Sweep(held.Select(series => series.Before(series.Scores.Length / 2))).Best().Threshold;
}
