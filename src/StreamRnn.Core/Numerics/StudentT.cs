namespace StreamRnn.Core.Numerics;

/// <summary>
/// Student's t distribution with 4 degrees of freedom, of a location and a scale: heavy tails that keep one outlier from moving
/// the weights far. With u = (y - mean) / scale its density is 3/8 (1 + u²/4)^(-5/2) / scale.
/// </summary>
public static class StudentT
{
    /// <summary>The degrees of freedom.</summary>
    public const int DegreesOfFreedom = 4;

    /// <summary>-ln(3/8), the negative log-likelihood at the mean with scale 1.</summary>
    public const double NegativeLogPeak = 0.98082925301172619;

    /// <summary>-ln of the density of <paramref name="value"/>.</summary>
    /// <param name="value">The observation y.</param>
    /// <param name="mean">The location, in the observation's unit.</param>
    /// <param name="logScale">Natural logarithm of the scale.</param>
    public static double NegativeLogLikelihood(double value, double mean, double logScale)
    {
        double u = (value - mean) * Math.Exp(-logScale);
        return NegativeLogPeak + logScale + (2.5 * Math.Log(1 + (u * u / 4)));
    }

    /// <summary>d(-ln density) by the mean and by the log scale: -5u / ((4 + u²) scale) and 1 - 5u² / (4 + u²).</summary>
    /// <param name="value">The observation y.</param>
    /// <param name="mean">The location, in the observation's unit.</param>
    /// <param name="logScale">Natural logarithm of the scale.</param>
    public static (double Mean, double LogScale) Gradient(double value, double mean, double logScale)
    {
        double inverseScale = Math.Exp(-logScale);
        double u = (value - mean) * inverseScale;
        double share = 5 * u / (4 + (u * u));
        return (-share * inverseScale, 1 - (share * u));
    }

    /// <summary>-log10 P(|T| ≥ |<paramref name="deviation"/>|), 0 and above, without cancellation in the far tail.</summary>
    /// <remarks>With s = |t| / √(4 + t²) the two-sided tail is (1 - s)² (2 + s) / 2, and 1 - s = 4 / (r (r + |t|)) with r = √(4 + t²).</remarks>
    /// <param name="deviation">t = (y - mean) / scale.</param>
    public static double Surprisal(double deviation)
    {
        double t = Math.Min(Math.Abs(deviation), 1e150);
        double r = Math.Sqrt(4 + (t * t));
        double oneMinusS = 4 / (r * (r + t));

        // Two factors, as their product of 1e-600 at the limit would be 0.
        return Math.Max(0, -((2 * Math.Log10(oneMinusS)) + Math.Log10((2 + (t / r)) / 2)));
    }

    /// <summary>The deviation t with P(|T| ≤ t) = <paramref name="mass"/>: half the width of the central interval in scales. Off the hot path.</summary>
    /// <param name="mass">Probability mass, above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mass"/> is not above 0 and below 1.</exception>
    public static double IntervalHalfWidth(double mass)
    {
        if (!(mass is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(mass), mass, "The mass of an interval is above 0 and below 1.");
        }

        return MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, DegreesOfFreedom, (1 + mass) / 2);
    }
}
