using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Tests.Evaluation.Scorers;

/// <summary>The naive twin of <see cref="VolumeUnderSurface"/>: for each buffer and threshold all rows anew, as the definition reads.</summary>
internal static class VolumeByDefinition
{
    public static (double PrecisionRecall, double Receiver) Of(ScoredSeries series, int widestBuffer)
    {
        (double precisionRecall, double receiver) = (0, 0);
        for (int buffer = 0; buffer <= widestBuffer; buffer++)
        {
            (double first, double second) = Areas(series, buffer);
            precisionRecall += first / (widestBuffer + 1);
            receiver += second / (widestBuffer + 1);
        }

        return (precisionRecall, receiver);
    }

    private static (double PrecisionRecall, double Receiver) Areas(ScoredSeries series, int buffer)
    {
        int rows = series.Scores.Length;
        double[] descending = [.. series.Scores.OrderDescending()];
        double[] labels = Labels(series, buffer);
        double labelled = series.Ranges.Sum(range => range.Length);
        (int First, int Last)[] widened = Widened(series, buffer / 2);
        List<(double Recall, double Rate, double Precision)> curve = [(0, 0, 1)];
        for (int index = 0; index < 250; index++)
        {
            double threshold = descending[index == 249 ? rows - 1 : (int)(index * ((rows - 1) / 249.0))];
            bool[] alarms = [.. series.Scores.Select(score => score >= threshold)];
            double right = labels.Where((_, row) => alarms[row]).Sum();
            double inBuffers = right - series.Ranges.Sum(range => alarms[range.First..(range.Last + 1)].Count(alarm => alarm));
            double positives = (labelled + labelled + inBuffers) / 2;
            double share = widened.Count(range => alarms[range.First..(range.Last + 1)].Contains(true)) / (double)widened.Length;
            double count = alarms.Count(alarm => alarm);
            curve.Add((Math.Min(right / positives, 1) * share, (count - right) / (rows - positives), right / count));
        }

        double precisionRecall = Enumerable.Range(1, 250).Sum(at => (curve[at].Recall - curve[at - 1].Recall) * curve[at].Precision);
        curve.Add((1, 1, 0));
        double receiver = Enumerable.Range(1, 251).Sum(at => (curve[at].Rate - curve[at - 1].Rate) * (curve[at].Recall + curve[at - 1].Recall) / 2);
        return (precisionRecall, receiver);
    }

    private static double[] Labels(ScoredSeries series, int buffer)
    {
        double[] labels = new double[series.Scores.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            foreach (LabelledRange range in series.Ranges)
            {
                int distance = Math.Max(Math.Max(range.First - row, row - range.Last), 0);
                labels[row] += distance == 0 ? 1 : distance <= buffer / 2 ? Math.Sqrt(1 - distance / (double)buffer) : 0;
            }

            labels[row] = Math.Min(labels[row], 1);
        }

        return labels;
    }

    /// <summary>The runs of rows within a half buffer of any range. Runs that only stand side by side stay apart.</summary>
    private static (int First, int Last)[] Widened(ScoredSeries series, int half)
    {
        var widened = new List<(int First, int Last)>();
        foreach (LabelledRange range in series.Ranges)
        {
            (int first, int last) = (Math.Max(range.First - half, 0), Math.Min(range.Last + half, series.Scores.Length - 1));
            if (widened.Count > 0 && widened[^1].Last >= first)
            {
                widened[^1] = (widened[^1].First, last);
            }
            else
            {
                widened.Add((first, last));
            }
        }

        return [.. widened];
    }
}
