using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Tests.Numerics;

/// <summary>The Student-t loss and its gradient as their formulas read, in double precision: the twin of what training computes in vectors.</summary>
internal static class TwinStudentT
{
    /// <summary>-ln of the density of <paramref name="value"/>.</summary>
    public static double NegativeLogLikelihood(double value, double mean, double logScale)
    {
        double u = (value - mean) * Math.Exp(-logScale);
        return StudentT.NegativeLogPeak + logScale + (2.5 * Math.Log(1 + (u * u / 4)));
    }

    /// <summary>d(-ln density) by the mean and by the log scale: -5u / ((4 + u²) scale) and 1 - 5u² / (4 + u²).</summary>
    public static (double Mean, double LogScale) Gradient(double value, double mean, double logScale)
    {
        double inverseScale = Math.Exp(-logScale);
        double u = (value - mean) * inverseScale;
        double share = 5 * u / (4 + (u * u));
        return (-share * inverseScale, 1 - (share * u));
    }
}
