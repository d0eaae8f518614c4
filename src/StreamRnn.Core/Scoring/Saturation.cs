namespace StreamRnn.Core.Scoring;

/// <summary>Brings evidence without bound to [0, 1) by x / (x + k), the same for every stream.</summary>
public static class Saturation
{
    /// <summary>x / (x + k).</summary>
    /// <param name="evidence">x, finite, 0 and above.</param>
    /// <param name="halfPoint">k, above 0: the evidence that gives 0.5.</param>
    public static double Of(double evidence, double halfPoint) => evidence / (evidence + halfPoint);
}
