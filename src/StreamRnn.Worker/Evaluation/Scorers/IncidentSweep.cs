namespace StreamRnn.Worker.Evaluation.Scorers;

/// <summary>
/// What a pager would give at every threshold: the share of anomalies found, and false incidents a stream and day. Rows of at least the threshold are alarms;
/// false ones are joined to incidents of an hour, each from the first alarm that the one before does not hold. No other way of joining them has fewer, so a lower
/// threshold never has fewer false incidents either, and the best threshold for a bound is found by halving.
/// </summary>
internal sealed class IncidentSweep
{
    /// <summary>How long a false incident lasts, milliseconds.</summary>
    public const long IncidentMilliseconds = 3_600_000;

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
        int found = 0;
        int beyond = peaks.Length;
        while (found < beyond)
        {
            int middle = (found + beyond + 1) / 2;
            (found, beyond) = FalseAt(peaks[middle - 1]) <= maxFalse ? (middle, beyond) : (found, middle - 1);
        }

        double threshold = found == 0 ? double.PositiveInfinity : peaks[found - 1];
        return new AtThreshold(threshold, FoundAt(threshold));
    }

    private static long FalseIncidents(PagedSeries one, double threshold)
    {
        long count = 0;
        long end = long.MinValue;
        for (int row = 0; row < one.FreeScores.Length; row++)
        {
            if (one.FreeScores[row] >= threshold && one.FreeTimes[row] >= end)
            {
                count++;
                end = one.FreeTimes[row] + IncidentMilliseconds;
            }
        }

        return count;
    }
}
