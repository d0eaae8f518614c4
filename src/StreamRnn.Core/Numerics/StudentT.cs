using MathNet.Numerics.RootFinding;

namespace StreamRnn.Core.Numerics;

/// <summary>
/// Student's t distribution with 4 degrees of freedom, of a location and a scale: heavy tails that keep one outlier from moving
/// the weights far. With u = (y - mean) / scale its density is 3/8 (1 + u²/4)^(-5/2) / scale.
/// </summary>
/// <remarks>With d = 1 - |t| / √(4 + t²) the mass of both tails beyond ±t is d² (3 - d) / 2.</remarks>
public static class StudentT
{
    /// <summary>The degrees of freedom.</summary>
    public const int DegreesOfFreedom = 4;

    /// <summary>-ln(3/8), the negative log-likelihood at the mean with scale 1.</summary>
    public const double NegativeLogPeak = 0.98082925301172619;

    /// <summary>-log10 P(|T| ≥ |<paramref name="deviation"/>|), 0 and above, without cancellation in the far tail.</summary>
    /// <remarks>By the platform's logarithm: for people to read, never for state. d is 4 / (r (r + |t|)) with r = √(4 + t²).</remarks>
    /// <param name="deviation">t = (y - mean) / scale.</param>
    public static double Surprisal(double deviation)
    {
        double t = Math.Min(Math.Abs(deviation), 1e150);
        double r = Math.Sqrt(4 + (t * t));
        double d = 4 / (r * (r + t));

        // Two factors, as their product of 1e-600 at the limit would be 0.
        return Math.Max(0, -((2 * Math.Log10(d)) + Math.Log10((2 + (t / r)) / 2)));
    }

    /// <summary>The deviation t with P(|T| ≤ t) = <paramref name="mass"/>: half the width of the central interval in scales. Off the hot path.</summary>
    /// <remarks>
    /// By Newton's method from basic arithmetic and square roots alone, which every machine rounds alike: a library's quantile rests on logarithms
    /// and powers that differ from platform to platform, and with them every bound that is printed. The root is sought in u = d / √(1 - mass), which lies within
    /// [√(2/3), 1] for every mass and so loses nothing in thin tails.
    /// </remarks>
    /// <param name="mass">Probability mass, above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mass"/> is not above 0 and below 1.</exception>
    public static double IntervalHalfWidth(double mass)
    {
        if (!(mass is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(mass), mass, "The mass of an interval is above 0 and below 1.");
        }

        double root = Math.Sqrt(1 - mass);
        double d = root * NewtonRaphson.FindRootNearGuess(
            u => (u * u * (3 - (root * u))) - 2, u => 3 * u * (2 - (root * u)), initialGuess: 1, lowerBound: 0.5, upperBound: 1.5, accuracy: 1e-14);
        return 2 * (1 - d) / Math.Sqrt(d * (2 - d));
    }
}
