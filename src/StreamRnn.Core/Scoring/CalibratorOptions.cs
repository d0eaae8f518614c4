namespace StreamRnn.Core.Scoring;

/// <summary>The constants of a <see cref="Calibrators"/>: C(q, N).</summary>
/// <param name="Quantile">q, the share of errors at or below the threshold, above 0 and below 1.</param>
/// <param name="Memory">N, the number of values over which the calibration follows a drift, at least 150.</param>
public readonly record struct CalibratorOptions(double Quantile, double Memory)
{
    /// <summary>Values taken in before the first output.</summary>
    public const int StartLength = 150;
}
