namespace StreamRnn.Core.Scoring;

/// <summary>Brings evidence without bound to [0, 1) by x / (x + k), the same for every stream.</summary>
public static class Saturation
{
    /// <summary>The largest number below 1.</summary>
    private const double BelowOne = 0.99999999999999989;

    /// <summary>x / (x + k), and below 1 even where that rounds to it.</summary>
    /// <param name="evidence">x, finite, 0 and above.</param>
    /// <param name="halfPoint">k, above 0: the evidence that gives 0.5.</param>
    public static double Of(double evidence, double halfPoint) => Math.Min(evidence / (evidence + halfPoint), BelowOne);
}
