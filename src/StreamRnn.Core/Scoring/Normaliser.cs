using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>Brings readings of any unit to the networks' range: x = clip(4 (v - m) / span, ±6), by the running range of the reading from before v.</summary>
public readonly struct Normaliser
{
    /// <summary>The largest normalised value, either sign.</summary>
    public const double Limit = 6;

    private const double Gain = 4;

    private readonly double mean;

    /// <param name="mean">m; NaN where the range has seen nothing.</param>
    /// <param name="span">The range's span, above 0.</param>
    public Normaliser(double mean, double span)
    {
        this.mean = mean;
        Unit = span / Gain;
    }

    /// <summary>How much of the stream's own units one normalised unit is: span / 4.</summary>
    public double Unit { get; }

    /// <summary>x, within ±6; 0 where the range has seen nothing.</summary>
    public double Normalise(double value) => double.IsNaN(mean) ? 0 : Underflow.ToZero(Math.Clamp((value - mean) / Unit, -Limit, Limit));

    /// <summary>The same for values relative to an origin that lies so far lower.</summary>
    public Normaliser ShiftedBy(double origin) => new(origin + mean, Unit * Gain);

    /// <summary>The value that <paramref name="normalised"/> stands for, in the stream's own units; NaN where the range has seen nothing.</summary>
    public double Denormalise(double normalised) => mean + (normalised * Unit);
}
