namespace StreamRnn.Worker.Evaluation.Scorers;

/// <summary>
/// What a pager would give at every threshold: the share of anomalies found, and false incidents a stream and day. Rows of at least the threshold are alarms;
/// false ones less than an hour apart are one incident, however long it lasts, as a pager would have it. Where a threshold is lowered incidents may grow together, so the number of false ones is not
/// quite monotone: of up to 256 anomalies each one's threshold is tried, of more 256 of them, evenly by rank, and then those between the best and the next.
/// </summary>
internal sealed class IncidentSweep
{
    /// <summary>How far apart two false incidents are at least, milliseconds.</summary>
    public const long IncidentMilliseconds = 3_600_000;

    private const int MaxTried = 256;

    private readonly PagedSeries[] series;
    private readonly double days;

    // From the highest down, only those that a threshold can reach.
    private readonly double[] peaks;
    private readonly int anomalies;

    /// <summary>Takes all series in.</summary>
    public IncidentSweep(IEnumerable<PagedSeries> corpus)
    {
        series = [.. corpus];
        days = series.Sum(one => one.Days);
        anomalies = series.Sum(one => one.Peaks.Length);
        peaks = [.. series.SelectMany(one => one.Peaks).Where(peak => peak > 0).OrderDescending()];
    }

    /// <summary>The share found where all of at least <paramref name="threshold"/> is alarmed; not a number without an anomaly.</summary>
    public double FoundAt(double threshold) => anomalies == 0 ? double.NaN : peaks.Count(peak => peak >= threshold) / (double)anomalies;

    /// <summary>False incidents a stream and day there; not a number without a day.</summary>
    public double FalseAt(double threshold) => days > 0 ? series.Sum(one => FalseIncidents(one, threshold)) / days : double.NaN;

    /// <summary>The largest share found at no more than so many false incidents a stream and day, and its threshold: infinity, and 0 found, where none is low enough.</summary>
    public AtThreshold Best(double maxFalse)
    {
        int step = (peaks.Length + MaxTried - 1) / MaxTried;
        int found = Largest(maxFalse, peaks.Length, 0, Math.Max(1, step));
        found = Largest(maxFalse, Math.Min(found + step - 1, peaks.Length), found, 1);
        double threshold = found == 0 ? double.PositiveInfinity : peaks[found - 1];
        return new AtThreshold(threshold, FoundAt(threshold));
    }

    /// <summary>The largest number of anomalies between two, in steps, that are found within the bound; the smaller where there is none.</summary>
    private int Largest(double maxFalse, int from, int to, int step)
    {
        for (int found = from; found > to; found -= step)
        {
            if (IsWithin(maxFalse, peaks[found - 1]))
            {
                return found;
            }
        }

        return to;
    }

    /// <summary>Whether there are no more false incidents than a bound; it ends as soon as there are.</summary>
    private bool IsWithin(double maxFalse, double threshold)
    {
        long count = 0;
        foreach (PagedSeries one in series)
        {
            count += FalseIncidents(one, threshold);
            if (count > maxFalse * days)
            {
                return false;
            }
        }

        return true;
    }

    private static long FalseIncidents(PagedSeries one, double threshold)
    {
        long count = 0;
        long end = long.MinValue;
        for (int row = 0; row < one.FreeScores.Length; row++)
        {
            if (one.FreeScores[row] >= threshold)
            {
                count += one.FreeTimes[row] >= end ? 1 : 0;
                end = one.FreeTimes[row] + IncidentMilliseconds;
            }
        }

        return count;
    }
}
