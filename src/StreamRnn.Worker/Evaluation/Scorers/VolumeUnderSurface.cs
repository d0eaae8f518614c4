namespace StreamRnn.Worker.Evaluation.Scorers;

/// <summary>
/// VUS-PR and VUS-ROC: the areas under precision over recall and under the receiver's curve where labels fade out around each range over a buffer,
/// averaged over all buffers (Paparrizos et al., "Volume Under the Surface: A New Accuracy Evaluation Measure for Time-Series Anomaly
/// Detection", PVLDB 15(11), 2022, as TheDatumOrg/TSB-AD computes it in RangeAUC_volume_opt).
/// <para>
/// For a buffer ℓ a row at distance d ≤ ⌊ℓ/2⌋ from a range has the label sqrt(1 - d/ℓ), from several ranges their sum up to 1, and a labelled row 1.
/// With A the alarms on labelled rows, B the labels of the alarms in buffers, P the labelled rows and n all rows, at each of 250
/// thresholds, even in rank: P' = P + B/2, recall = min(1, (A + B)/P') × share of the ranges, as widened, that have an alarm, precision =
/// (A + B)/alarms, false positive rate = (alarms - A - B)/(n - P'). Precision is summed as steps, the receiver's curve as trapezes, and 1 at 1.
/// </para>
/// </summary>
internal static class VolumeUnderSurface
{
    /// <summary>Thresholds, from the highest score to the lowest.</summary>
    public const int Thresholds = 250;

    /// <summary>The two volumes over the buffers 0 to <paramref name="widestBuffer"/>; not a number where no row is labelled, or every row is.</summary>
    public static (double PrecisionRecall, double Receiver) Of(ScoredSeries series, int widestBuffer)
    {
        int labelled = series.Ranges.Sum(range => range.Length);
        if (labelled == 0 || labelled == series.Scores.Length)
        {
            return (double.NaN, double.NaN);
        }

        byte[] level = Levels(series.Scores, out int[] alarms);
        var surface = new Surface(series, level, alarms, labelled);
        (double precisionRecall, double receiver) = (0, 0);
        for (int buffer = 0; buffer <= widestBuffer; buffer++)
        {
            (double first, double second) = surface.Areas(buffer);
            precisionRecall += first;
            receiver += second;
        }

        return (precisionRecall / (widestBuffer + 1), receiver / (widestBuffer + 1));
    }

    /// <summary>For each row the first threshold that it reaches, and for each threshold the rows that reach it.</summary>
    private static byte[] Levels(double[] scores, out int[] alarms)
    {
        double[] descending = [.. scores.Select(score => -score).Order().Select(score => -score)];
        double step = (scores.Length - 1) / (Thresholds - 1.0);
        double[] thresholds = [.. Enumerable.Range(0, Thresholds).Select(index => descending[index == Thresholds - 1 ? scores.Length - 1 : (int)(index * step)])];
        byte[] level = new byte[scores.Length];
        alarms = new int[Thresholds];
        for (int row = 0; row < scores.Length; row++)
        {
            // The thresholds fall: the first of at most the score.
            int low = 0;
            int high = Thresholds - 1;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = scores[row] >= thresholds[middle] ? (low, middle) : (middle + 1, high);
            }

            level[row] = (byte)low;
            alarms[low]++;
        }

        for (int index = 1; index < Thresholds; index++)
        {
            alarms[index] += alarms[index - 1];
        }

        return level;
    }

    /// <summary>One series' areas, buffer by buffer. A row counts from its own threshold on, so that what each threshold sees are running sums.</summary>
    private sealed class Surface
    {
        private readonly int rows;
        private readonly byte[] level;
        private readonly int[] alarms;
        private readonly IReadOnlyList<LabelledRange> ranges;
        private readonly bool[] isLabelled;
        private readonly int labelled;
        private readonly double[] labelledAlarms = new double[Thresholds];
        private readonly double[] bufferAlarms = new double[Thresholds];
        private readonly int[] found = new int[Thresholds];
        private readonly double[] label;

        public Surface(ScoredSeries series, byte[] level, int[] alarms, int labelled)
        {
            rows = series.Scores.Length;
            this.level = level;
            this.alarms = alarms;
            this.labelled = labelled;
            ranges = series.Ranges;
            isLabelled = new bool[rows];
            label = new double[rows];
            foreach (LabelledRange range in ranges)
            {
                for (int row = range.First; row <= range.Last; row++)
                {
                    isLabelled[row] = true;
                    labelledAlarms[level[row]]++;
                }
            }

            RunningSum(labelledAlarms);
        }

        /// <summary>The area under precision over recall, and that under the receiver's curve, for one buffer.</summary>
        public (double PrecisionRecall, double Receiver) Areas(int buffer)
        {
            FadeOut(buffer);
            int widened = CountFound(buffer / 2);
            (double precisionRecall, double receiver) = (0, 0);
            (double recallBefore, double rateBefore) = (0, 0);
            for (int index = 0; index < Thresholds; index++)
            {
                double right = labelledAlarms[index] + bufferAlarms[index];
                double positives = labelled + bufferAlarms[index] / 2;
                double recall = Math.Min(right / positives, 1) * found[index] / widened;
                double rate = (alarms[index] - right) / (rows - positives);
                precisionRecall += (recall - recallBefore) * (right / alarms[index]);
                receiver += (rate - rateBefore) * (recall + recallBefore) / 2;
                (recallBefore, rateBefore) = (recall, rate);
            }

            return (precisionRecall, receiver + (1 - rateBefore) * (1 + recallBefore) / 2);
        }

        private static void RunningSum(double[] values)
        {
            for (int index = 1; index < values.Length; index++)
            {
                values[index] += values[index - 1];
            }
        }

        /// <summary>The labels in the buffers, summed by the threshold from which each row is alarmed.</summary>
        private void FadeOut(int buffer)
        {
            int half = buffer / 2;
            Array.Clear(bufferAlarms);
            for (int distance = 1; distance <= half; distance++)
            {
                double share = Math.Sqrt(1 - (double)distance / buffer);
                foreach (LabelledRange range in ranges)
                {
                    Add(range.First - distance, share);
                    Add(range.Last + distance, share);
                }
            }

            foreach (LabelledRange range in ranges)
            {
                for (int distance = 1; distance <= half; distance++)
                {
                    Take(range.First - distance);
                    Take(range.Last + distance);
                }
            }

            RunningSum(bufferAlarms);

            void Add(int row, double share)
            {
                if (row >= 0 && row < rows && !isLabelled[row])
                {
                    label[row] += share;
                }
            }

            // A row between two ranges is met twice; its label is taken once.
            void Take(int row)
            {
                if (row >= 0 && row < rows)
                {
                    bufferAlarms[level[row]] += Math.Min(1, label[row]);
                    label[row] = 0;
                }
            }
        }

        /// <summary>For each threshold the widened ranges that have an alarm; ranges whose buffers meet are one. Returns how many there are.</summary>
        private int CountFound(int half)
        {
            Array.Clear(found);
            int widened = 0;
            for (int index = 0; index < ranges.Count; index++)
            {
                int first = Math.Max(ranges[index].First - half, 0);
                while (index + 1 < ranges.Count && ranges[index].Last + half >= ranges[index + 1].First - half)
                {
                    index++;
                }

                int last = Math.Min(ranges[index].Last + half, rows - 1);
                int soonest = Thresholds;
                foreach (byte reached in level.AsSpan(first, last - first + 1))
                {
                    soonest = Math.Min(soonest, reached);
                }

                found[soonest]++;
                widened++;
            }

            for (int index = 1; index < Thresholds; index++)
            {
                found[index] += found[index - 1];
            }

            return widened;
        }
    }
}
