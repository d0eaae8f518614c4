namespace StreamRnn.Worker.Evaluation.Scorers;

/// <summary>What a pager's measure needs of one series: the best score in reach of each anomaly, and the scores where an alarm is false.</summary>
/// <param name="Peaks">The highest score that still finds an anomaly, for each; negative infinity where no row would.</param>
/// <param name="FreeScores">Scores above 0 on rows where an alarm is false, <c>[free rows]</c>.</param>
/// <param name="FreeTimes">Their times, Unix milliseconds, <c>[free rows]</c>.</param>
/// <param name="Days">Days over which it is watched.</param>
internal sealed record PagedSeries(double[] Peaks, double[] FreeScores, long[] FreeTimes, double Days)
{
    /// <summary>Takes a series apart.</summary>
    /// <param name="scores">A score for each row, <c>[rows]</c>.</param>
    /// <param name="times">Unix milliseconds, <c>[rows]</c>.</param>
    /// <param name="finds">For each anomaly the rows on which an alarm finds it; empty where its last lies before its first.</param>
    /// <param name="isFree">Whether an alarm on a row is false.</param>
    /// <param name="days">Days over which it is watched.</param>
    public static PagedSeries Of(ReadOnlySpan<double> scores, ReadOnlySpan<long> times, IEnumerable<LabelledRange> finds, Func<int, bool> isFree, double days)
    {
        var freeScores = new List<double>();
        var freeTimes = new List<long>();
        for (int row = 0; row < scores.Length; row++)
        {
            if (scores[row] > 0 && isFree(row))
            {
                freeScores.Add(scores[row]);
                freeTimes.Add(times[row]);
            }
        }

        var peaks = new List<double>();
        foreach (LabelledRange range in finds)
        {
            double peak = double.NegativeInfinity;
            for (int row = range.First; row <= Math.Min(range.Last, scores.Length - 1); row++)
            {
                peak = Math.Max(peak, scores[row]);
            }

            peaks.Add(peak);
        }

        return new PagedSeries([.. peaks], [.. freeScores], [.. freeTimes], days);
    }
}
