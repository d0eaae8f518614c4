namespace StreamRnn.Core.Scoring;

/// <summary>Lets sharp evidence count where the stream is predictable and known: y = s / (1 + (R / 0.6)^6) · n / (n + 3000).</summary>
public static class SharpGate
{
    /// <summary>The most sharp evidence that counts for an alarm.</summary>
    public const double MaxSharp = 6;

    private const double HalfPoint = 0.6;
    private const double RampRows = 3000;

    /// <summary>y, 0 and above.</summary>
    /// <param name="sharp">s, 0 and above.</param>
    /// <param name="residue">R of <see cref="Predictability{TReal}"/>, 0 and above.</param>
    /// <param name="rows">n: rows before this one.</param>
    public static double Pass(double sharp, double residue, long rows)
    {
        double ratio = residue / HalfPoint;
        double cubed = ratio * ratio * ratio;
        return sharp / (1 + (cubed * cubed)) * (rows / (rows + RampRows));
    }
}
