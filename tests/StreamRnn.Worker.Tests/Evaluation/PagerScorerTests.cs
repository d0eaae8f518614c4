using StreamRnn.Worker.Evaluation;
using StreamRnn.Worker.Evaluation.Scorers;
using StreamRnn.Worker.Tests.Evaluation.Scorers;

namespace StreamRnn.Worker.Tests.Evaluation;

public sealed class PagerScorerTests
{
    private const long Minute = 60_000;
    private const int RowsADay = 1440;

    /// <summary>Six days of minutes: two are watched, from row 5,760 on. Segments on day 2, at rows 6,000 to 6,002 and 7,000 to 7,099.</summary>
    private static readonly LabelledRange[] segments = [new(2000, 2010), new(6000, 6002), new(7000, 7099)];

    [Fact]
    public void Figures_ByHand()
    {
        // Incident 1 finds the first watched segment, after its end but within seven rows; 2 touches the second too late to find it; 3, thirty rows
        // before it, is owed to it; 4 and 5 are false, 4 on two rows; 6 is false but before day 5.
        IReadOnlyList<Figure> figures = Figures(
            alarms: [(100, 6), (6007, 1), (6970, 3), (7008, 2), (7969, 4), (8050, 4), (8500, 5)],
            scores: [(100, 0.9), (6007, 0.5), (7007, 0.3), (7129, 0.95), (7131, 0.4), (8500, 0.35)],
            events: [(6000, 0.6), (7008, 0.9)]);

        Assert.Equal(2, Value(figures, FigureName.PagerSegments));
        Assert.Equal(2 - 1.0 / RowsADay, Value(figures, FigureName.PagerDays), 9);
        Assert.Equal(0.5, Value(figures, FigureName.PagerFound));
        Assert.Equal(2 / (2 - 1.0 / RowsADay), Value(figures, FigureName.PagerFalse), 9);

        // By score the segment at 0.5 is found without a false incident; 0.3 would cost two, at 0.4 and 0.35: one a day.
        Assert.Equal([0.5, 0.5, 0.5], FigureName.PagerByScore.Select(bounded => Value(figures, bounded.Name)));
        Assert.Equal([0.5, 0.5, 0.5], FigureName.PagerByEvent.Select(bounded => Value(figures, bounded.Name)));
    }

    [Fact]
    public void Figures_SilentOrUnwatched_AreNothingOrNone()
    {
        IReadOnlyList<Figure> silent = Figures([], [], []);

        Assert.Equal(0, Value(silent, FigureName.PagerFound));
        Assert.Equal(0, Value(silent, FigureName.PagerFalse));
        IReadOnlyList<Figure> brief = [.. PagerScorer.Figures([new PagerScorer(Record(4 * RowsADay, [], [], []))])];
        Assert.True(double.IsNaN(Value(brief, FigureName.PagerFound)));
        Assert.True(double.IsNaN(Value(brief, FigureName.PagerFalse)));
    }

    /// <summary>One found of two and none of two are one of four; days add up.</summary>
    [Fact]
    public void Figures_OfSeveralSeries_AreCountedTogether()
    {
        PagerScorer one = new(Record(6 * RowsADay, [(6000, 1)], [(6000, 1)], []));
        PagerScorer other = new(Record(6 * RowsADay, [(8500, 1)], [], []));

        IReadOnlyList<Figure> figures = [.. PagerScorer.Figures([one, other])];

        Assert.Equal(0.25, Value(figures, FigureName.PagerFound));
        Assert.Equal(1 / (2 * (2 - 1.0 / RowsADay)), Value(figures, FigureName.PagerFalse), 9);
        Assert.Equal(0.25, Value(figures, FigureName.PagerByScore[0].Name));
    }

    private static IReadOnlyList<Figure> Figures((int Row, long Incident)[] alarms, (int Row, double Score)[] scores, (int Row, double Score)[] events) =>
        [.. PagerScorer.Figures([new PagerScorer(Record(6 * RowsADay, alarms, scores, events))])];

    private static SeriesRecord Record(int rows, (int Row, long Incident)[] alarms, (int Row, double Score)[] scores, (int Row, double Score)[] events)
    {
        LabelledRange[] ranges = [.. segments.Where(segment => segment.Last < rows)];
        return new SeriesRecord
        {
            Series = new SuiteSeries("a.csv", new FileInfo("a.csv")),
            Ranges = ranges,
            Times = [.. Enumerable.Range(0, rows).Select(row => row * Minute)],
            Readings = new double[rows],
            Lower = new double[rows],
            Upper = new double[rows],
            Surprise = Series.Of(rows, ranges),
            Scores = Series.Of(rows, ranges, scores).Scores,
            Events = Series.Of(rows, ranges, events),
            Openings = [],
            Alarms = alarms,
            ForecastError = 1,
            Covered = 0,
            Forecast = 0,
        };
    }

    private static double Value(IReadOnlyList<Figure> figures, string name) => figures.Single(figure => figure.Name == name).Value;
}
