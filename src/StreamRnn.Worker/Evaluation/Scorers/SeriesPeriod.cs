namespace StreamRnn.Worker.Evaluation.Scorers;

/// <summary>
/// A series' period, as TheDatumOrg/TSB-AD's find_length_rank estimates it to set the widest buffer: the lag within 3 to 400 of the highest local
/// maximum of the autocorrelation of the first 20,000 rows, 125 where there is none between 6 and 303.
/// </summary>
internal static class SeriesPeriod
{
    private const int LongestSample = 20_000;
    private const int Lags = 400;
    private const int FirstLag = 3;
    private const int Usual = 125;

    /// <summary>Estimates it from the readings; a missing one stands at the mean.</summary>
    public static int Of(ReadOnlySpan<double> readings)
    {
        double[] deviations = Deviations(readings[..Math.Min(LongestSample, readings.Length)]);
        int lags = Math.Min(Lags, deviations.Length - 1);
        double[] correlations = new double[Math.Max(lags + 1, 0)];
        for (int lag = FirstLag; lag <= lags; lag++)
        {
            double sum = 0;
            for (int row = lag; row < deviations.Length; row++)
            {
                sum += deviations[row] * deviations[row - lag];
            }

            correlations[lag] = sum;
        }

        int best = 0;
        for (int lag = FirstLag + 1; lag < lags; lag++)
        {
            if (correlations[lag] > correlations[lag - 1] && correlations[lag] > correlations[lag + 1] && (best == 0 || correlations[lag] > correlations[best]))
            {
                best = lag;
            }
        }

        // The reference counts its bounds, 3 to 300, from the first lag.
        return best - FirstLag is >= 3 and <= 300 ? best : Usual;
    }

    private static double[] Deviations(ReadOnlySpan<double> readings)
    {
        (double sum, int count) = (0, 0);
        foreach (double reading in readings)
        {
            if (double.IsFinite(reading))
            {
                sum += reading;
                count++;
            }
        }

        double mean = sum / Math.Max(count, 1);
        double[] deviations = new double[readings.Length];
        for (int row = 0; row < deviations.Length; row++)
        {
            deviations[row] = double.IsFinite(readings[row]) ? readings[row] - mean : 0;
        }

        return deviations;
    }
}
