namespace StreamRnn.Worker.Evaluation.Scorers;

/// <summary>What a scorer sees of one series: a score for each row, of which higher is more anomalous, and the rows that people labelled.</summary>
/// <param name="Scores">Finite, <c>[rows]</c>.</param>
/// <param name="Ranges">Disjoint, in their order.</param>
internal sealed record ScoredSeries(double[] Scores, IReadOnlyList<LabelledRange> Ranges)
{
    /// <summary>The rows before <paramref name="end"/>; a range that goes on beyond it is cut.</summary>
    public ScoredSeries Before(int end) => new(
        Scores[..end],
        [.. Ranges.Where(range => range.First < end).Select(range => range with { Last = Math.Min(range.Last, end - 1) })]);
}

/// <summary>What is reached where all rows of at least a threshold are taken as alarms.</summary>
internal readonly record struct AtThreshold(double Threshold, double Value);
