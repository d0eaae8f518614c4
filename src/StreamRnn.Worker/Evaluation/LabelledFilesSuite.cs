using StreamRnn.Worker.Detect;
using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Evaluation;

/// <summary>Any folder of CSV files whose last column holds labels; ranked by the column <c>surprise</c>, and for delay-7 F1 by <c>event</c> too.</summary>
internal sealed class LabelledFilesSuite : Suite
{
    /// <summary>As <c>--suite</c> names it.</summary>
    public const string Key = "files";

    private LabelledFilesSuite(IReadOnlyList<SuiteSeries> series)
        : base(Key, series)
    {
    }

    /// <summary>Finds its files.</summary>
    /// <exception cref="BadInputException">There are none.</exception>
    public static LabelledFilesSuite Open(DirectoryInfo folder) => new(SeriesOf(folder));

    /// <summary>Every CSV file below a folder as a series with its labels in its last column.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    public static IReadOnlyList<SuiteSeries> SeriesOf(DirectoryInfo folder)
    {
        SuiteFolder.Require(folder, "name a folder of CSV files");
        SuiteSeries[] series = [.. SuiteFolder.Files(folder).Select(found => new SuiteSeries(found.Name, found.File))];
        string? twice = series.CountBy(entry => entry.Name, StringComparer.Ordinal).FirstOrDefault(entry => entry.Value > 1).Key;
        return twice is not null ? throw new BadInputException(folder.ToString(), $"holds {twice} both plain and compressed; take one of them out")
            : series.Length > 0 ? series
            : throw new BadInputException(folder.ToString(), "holds no CSV file; put files there that end in .csv or .csv.gz");
    }

    /// <inheritdoc/>
    public override IEnumerable<Figure> ScoreSeries(SeriesRecord record)
    {
        F1Sweep points = PointScorer.Sweep([record.Surprise]);
        return
        [
            .. Volumes(record),
            Figure.Ratio(FigureName.AucPr, points.AveragePrecision()),
            Figure.Ratio(FigureName.PointF1, points.Best().Value),
            Figure.Ratio(FigureName.DelayEvent, DelayScorer.Sweep([record.Events]).Best().Value),
            Figure.Ratio(FigureName.DelaySurprise, DelayScorer.Sweep([record.Surprise]).Best().Value),
        ];
    }

    /// <inheritdoc/>
    public override SuiteScore Score(IReadOnlyList<SeriesRecord> records)
    {
        Dictionary<string, PagerScorer> pagers = PagersOf(records);
        return new SuiteScore(
            Totals(records, held =>
            [
                Mean(FigureName.VusPr, held), Mean(FigureName.VusRoc, held), Mean(FigureName.AucPr, held), Mean(FigureName.PointF1, held), Mean(FigureName.DelayEvent, held),
                Mean(FigureName.DelaySurprise, held), .. PagerScorer.Figures([.. held.Select(record => pagers[record.Series.Name])]),
            ]),
            [.. records.Select(record => Row(record, record.Figures))],
            []);
    }
}
