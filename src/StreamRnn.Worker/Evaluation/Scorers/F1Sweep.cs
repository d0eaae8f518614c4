namespace StreamRnn.Worker.Evaluation.Scorers;

/// <summary>
/// F1 = 2 TP / (2 TP + FP + FN) over every threshold, from parts that are each alarmed at one score: TP where they are anomalies,
/// FP where they aren't. Sorted once, summed once.
/// </summary>
internal sealed class F1Sweep
{
    // From the highest score down, and what is alarmed up to each.
    private readonly double[] negatedScores;
    private readonly long[] truePositives;
    private readonly long[] falsePositives;
    private readonly long positives;

    /// <summary>Takes parts in: a part's score, its rows, and whether they are anomalies.</summary>
    public F1Sweep(IEnumerable<(double Score, int Rows, bool IsAnomaly)> parts)
    {
        var scores = new List<double>();
        var weights = new List<int>();
        foreach ((double score, int count, bool isAnomaly) in parts)
        {
            scores.Add(-score);
            weights.Add(isAnomaly ? count : -count);
            positives += isAnomaly ? count : 0;
        }

        negatedScores = [.. scores];
        int[] sorted = [.. weights];
        Array.Sort(negatedScores, sorted);
        truePositives = new long[sorted.Length];
        falsePositives = new long[sorted.Length];
        (long found, long wrong) = (0, 0);
        for (int index = 0; index < sorted.Length; index++)
        {
            found += Math.Max(sorted[index], 0);
            wrong += Math.Max(-sorted[index], 0);
            (truePositives[index], falsePositives[index]) = (found, wrong);
        }
    }

    /// <summary>The best threshold, the highest of several, and its F1; not a number where nothing is labelled.</summary>
    public AtThreshold Best()
    {
        var best = new AtThreshold(double.PositiveInfinity, positives == 0 ? double.NaN : 0);
        for (int index = 0; index < negatedScores.Length && positives > 0; index++)
        {
            if (IsLastOfItsScore(index) && F1(index) is var value && value > best.Value)
            {
                best = new AtThreshold(-negatedScores[index], value);
            }
        }

        return best;
    }

    /// <summary>The F1 where all of at least <paramref name="threshold"/> is alarmed; not a number where nothing is labelled.</summary>
    public double At(double threshold)
    {
        if (positives == 0)
        {
            return double.NaN;
        }

        // The first that lies below the threshold.
        int end = 0;
        int beyond = negatedScores.Length;
        while (end < beyond)
        {
            int middle = (end + beyond) / 2;
            (end, beyond) = -negatedScores[middle] >= threshold ? (middle + 1, beyond) : (end, middle);
        }

        return end == 0 ? 0 : F1(end - 1);
    }

    /// <summary>
    /// The area under precision over recall as steps: the sum of (recall - recall before) × precision over the thresholds from the highest down
    /// (average precision). Not a number where nothing is labelled.
    /// </summary>
    public double AveragePrecision()
    {
        double sum = 0;
        long before = 0;
        for (int index = 0; index < negatedScores.Length; index++)
        {
            if (IsLastOfItsScore(index))
            {
                sum += (truePositives[index] - before) * (truePositives[index] / (double)(truePositives[index] + falsePositives[index]));
                before = truePositives[index];
            }
        }

        return sum / positives;
    }

    private bool IsLastOfItsScore(int index) => index + 1 == negatedScores.Length || negatedScores[index + 1] != negatedScores[index];

    private double F1(int index) => 2.0 * truePositives[index] / (truePositives[index] + falsePositives[index] + positives);
}
