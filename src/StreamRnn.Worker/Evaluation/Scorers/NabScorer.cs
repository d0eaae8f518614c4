namespace StreamRnn.Worker.Evaluation.Scorers;

/// <summary>
/// The score of the Numenta Anomaly Benchmark, 100 for a perfect detector and 0 for one that never speaks (Lavin and Ahmad, "Evaluating
/// real-time anomaly detection algorithms", ICMLA 2015, section III, as numenta/NAB's sweeper.py has it). With
/// s(y) = 2 / (1 + exp(5 y)) - 1, an alarm in a labelled window of w rows, of which r follow up to its last one included, is worth s(-r / w) / s(-1):
/// 1 at the window's first row, near 0 at its last. Each window counts once, with its best alarm, or costs the weight of a false negative. An alarm
/// outside costs s(d / (w - 1)) times the weight of a false positive, d rows after the last window of its file, or -1 from three widths
/// on and before the first window. The file's first 15 %, but at most 750 rows, are probation: neither
/// alarms nor windows in them count. One threshold serves all files.
/// </summary>
internal sealed class NabScorer
{
    private const double ProbationShare = 0.15;
    private const double LongestProbation = 750;
    private const int NoWindow = -1;

    // All rows that count, from the highest score down.
    private readonly double[] negatedScores;
    private readonly Row[] rows;
    private readonly int windows;

    /// <summary>Takes in a corpus; the scores lie within what the detector gives, and their ranges are NAB's windows.</summary>
    public NabScorer(IEnumerable<ScoredSeries> corpus)
    {
        var kept = new List<Row>();
        var scores = new List<double>();
        foreach (ScoredSeries series in corpus)
        {
            int probation = ProbationOf(series.Scores.Length);
            int next = 0;
            int ignored = series.Ranges.Count(window => window.Last < probation);
            LabelledRange? before = null;
            for (int row = 0; row < series.Scores.Length; row++)
            {
                while (next < series.Ranges.Count && series.Ranges[next].Last < row)
                {
                    before = series.Ranges[next++];
                }

                if (row < probation)
                {
                    continue;
                }

                bool isInside = next < series.Ranges.Count && series.Ranges[next].First <= row;
                kept.Add(isInside ? new Row(InsideWeight(series.Ranges[next], row), windows + next - ignored) : new Row(OutsideWeight(before, row), NoWindow));
                scores.Add(-series.Scores[row]);
            }

            windows += series.Ranges.Count - ignored;
        }

        negatedScores = [.. scores];
        rows = [.. kept];
        Array.Sort(negatedScores, rows);
    }

    /// <summary>The first rows of a file of so many, which don't count.</summary>
    public static int ProbationOf(int rows) => (int)Math.Min(Math.Floor(ProbationShare * rows), LongestProbation);

    /// <summary>The best threshold for a profile and what it gives; not a number where there is no window.</summary>
    public AtThreshold Best(NabProfile profile)
    {
        var best = new AtThreshold(double.PositiveInfinity, -profile.FalseNegativeWeight * windows);
        Sweep(profile, double.NegativeInfinity, reached => best = reached.Value > best.Value ? reached : best);
        return best with { Value = Normalised(best.Value, profile) };
    }

    /// <summary>What a given threshold gives; not a number where there is no window.</summary>
    public double At(double threshold, NabProfile profile)
    {
        double raw = -profile.FalseNegativeWeight * windows;
        Sweep(profile, threshold, reached => raw = reached.Value);
        return Normalised(raw, profile);
    }

    private static double Sigmoid(double position) => position >= 3 ? -1 : 2 / (1 + Math.Exp(5 * position)) - 1;

    private static double InsideWeight(LabelledRange window, int row) => Sigmoid(-(window.Last - row + 1) / (double)window.Length) / Sigmoid(-1);

    /// <summary>Behind a window of one row, every distance is far.</summary>
    private static double OutsideWeight(LabelledRange? before, int row) =>
        before is not { } window ? -1 : Sigmoid((row - window.Last) / (double)(window.Length - 1));

    /// <summary>Lowers the threshold from score to score down to <paramref name="lowest"/>, and tells what each reaches: a row changes one sum only.</summary>
    private void Sweep(NabProfile profile, double lowest, Action<AtThreshold> reached)
    {
        double[] ofWindow = new double[windows];
        Array.Fill(ofWindow, -profile.FalseNegativeWeight);
        double inside = -profile.FalseNegativeWeight * windows;
        double outside = 0;
        for (int index = 0; index < rows.Length && -negatedScores[index] >= lowest; index++)
        {
            (double weight, int window) = rows[index];
            if (window == NoWindow)
            {
                outside += weight * profile.FalsePositiveWeight;
            }
            else if (weight > ofWindow[window])
            {
                inside += weight - ofWindow[window];
                ofWindow[window] = weight;
            }

            if (index + 1 == rows.Length || negatedScores[index + 1] != negatedScores[index])
            {
                reached(new AtThreshold(-negatedScores[index], inside + outside));
            }
        }
    }

    /// <summary>A detector that never speaks misses every window; a perfect one has 1 for each and no false alarm.</summary>
    private double Normalised(double raw, NabProfile profile)
    {
        double silent = -profile.FalseNegativeWeight * windows;
        return 100 * (raw - silent) / (windows - silent);
    }

    private readonly record struct Row(double Weight, int Window);
}

/// <summary>What a user of the benchmark minds more: false alarms or misses. A window found at its first row is worth 1.</summary>
/// <param name="Name">As NAB's config/profiles.json names it.</param>
/// <param name="FalsePositiveWeight">Cost of an alarm far from any window.</param>
/// <param name="FalseNegativeWeight">Cost of a missed window.</param>
internal sealed record NabProfile(string Name, double FalsePositiveWeight, double FalseNegativeWeight)
{
    public static readonly NabProfile Standard = new("standard", 0.11, 1);
    public static readonly NabProfile LowFalsePositives = new("reward_low_FP_rate", 0.22, 1);
    public static readonly NabProfile LowFalseNegatives = new("reward_low_FN_rate", 0.11, 2);
}
