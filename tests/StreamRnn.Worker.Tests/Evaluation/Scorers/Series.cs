using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Tests.Evaluation.Scorers;

/// <summary>Small series for the scorers.</summary>
internal static class Series
{
    /// <summary>So many rows at 0, but for the given ones.</summary>
    public static ScoredSeries Of(int rows, LabelledRange[] ranges, params (int Row, double Score)[] alarms)
    {
        double[] scores = new double[rows];
        foreach ((int row, double score) in alarms)
        {
            scores[row] = score;
        }

        return new ScoredSeries(scores, ranges);
    }

    /// <summary>Scores of few different values, so that many are equal, and up to four ranges, which may touch the series' ends.</summary>
    public static ScoredSeries Random(int seed, int rows = 300)
    {
        var random = new Random(seed);
        bool[] labels = new bool[rows];
        for (int range = random.Next(1, 5); range > 0; range--)
        {
            int first = random.Next(rows);
            labels.AsSpan(first, Math.Min(random.Next(1, 30), rows - first)).Fill(true);
        }

        double[] scores = [.. labels.Select(label => Math.Round(random.NextDouble() * 20 + (label ? 5 : 0)) / 25)];
        return new ScoredSeries(scores, LabelledRange.Of(labels));
    }

    public static ScoredSeries Map(this ScoredSeries series, Func<double, double> map) => series with { Scores = [.. series.Scores.Select(map)] };

    /// <summary>The same with one row's score raised above all others.</summary>
    public static ScoredSeries Raised(this ScoredSeries series, int row)
    {
        double[] scores = [.. series.Scores];
        scores[row] = 2;
        return series with { Scores = scores };
    }

    /// <summary>1 on each labelled row and 0 on all others.</summary>
    public static ScoredSeries Perfect(this ScoredSeries series) => series with
    {
        Scores = [.. series.Scores.Select((_, row) => series.Ranges.Any(range => range.First <= row && row <= range.Last) ? 1.0 : 0.0)],
    };
}
