namespace StreamRnn.Worker.Evaluation.Scorers;

/// <summary>
/// The score of the AIOps challenge 2018 (Xu et al., "Unsupervised anomaly detection via variational auto-encoder for seasonal KPIs in web
/// applications", WWW 2018, section 4.2, with the challenge's bound on the delay): a labelled range of which an alarm falls on its first row or one of the
/// seven after it counts as found in all its rows, any other as missed in all of them; alarms outside are false one by one. F1 is over
/// the rows of all series together, at one threshold.
/// </summary>
internal static class DelayScorer
{
    /// <summary>Rows after a range's first on which an alarm still counts.</summary>
    public const int Delay = 7;

    /// <summary>F1 over the thresholds of a set of series.</summary>
    public static F1Sweep Sweep(IEnumerable<ScoredSeries> corpus) => new(corpus.SelectMany(Parts));

    private static IEnumerable<(double Score, int Rows, bool IsAnomaly)> Parts(ScoredSeries series)
    {
        int row = 0;
        foreach (LabelledRange range in series.Ranges)
        {
            for (; row < range.First; row++)
            {
                yield return (series.Scores[row], 1, false);
            }

            double soonEnough = series.Scores.AsSpan(range.First, Math.Min(range.Length, Delay + 1)).ToArray().Max();
            yield return (soonEnough, range.Length, true);
            row = range.Last + 1;
        }

        for (; row < series.Scores.Length; row++)
        {
            yield return (series.Scores[row], 1, false);
        }
    }
}
