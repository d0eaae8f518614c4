namespace StreamRnn.Worker.Evaluation.Scorers;

/// <summary>Each row for itself: an alarm on a labelled row is right, every other is false. The plain precision, recall and F1 of a classifier.</summary>
internal static class PointScorer
{
    /// <summary>F1 over the thresholds of a set of series.</summary>
    public static F1Sweep Sweep(IEnumerable<ScoredSeries> corpus) => new(corpus.SelectMany(Rows));

    private static IEnumerable<(double Score, int Rows, bool IsAnomaly)> Rows(ScoredSeries series)
    {
        bool[] isLabelled = new bool[series.Scores.Length];
        foreach (LabelledRange range in series.Ranges)
        {
            isLabelled.AsSpan(range.First, range.Length).Fill(true);
        }

        return series.Scores.Select((score, row) => (score, 1, isLabelled[row]));
    }
}
