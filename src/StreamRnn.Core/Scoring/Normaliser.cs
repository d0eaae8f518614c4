namespace StreamRnn.Core.Scoring;

/// <summary>Brings readings of any unit to the networks' range: x = clip(4 (v - m) / span, ±6), by a <see cref="Record"/> of decay 1e-4 from before v.</summary>
public static class Normaliser
{
    /// <summary>The largest normalised value, either sign.</summary>
    public const double Limit = 6;

    private const double Gain = 4;

    /// <summary>x, within ±6; 0 where the record has seen nothing.</summary>
    public static double Normalise(in Record record, double value) =>
        record.Count == 0 ? 0 : Math.Clamp(Gain * (value - record.Mean) / record.Span, -Limit, Limit);

    /// <summary>The value that <paramref name="normalised"/> stands for, in the stream's own units; NaN where the record has seen nothing.</summary>
    public static double Denormalise(in Record record, double normalised) =>
        record.Count == 0 ? double.NaN : record.Mean + (normalised * Unit(record));

    /// <summary>How much of the stream's own units one normalised unit is: span / 4.</summary>
    public static double Unit(in Record record) => record.Span / Gain;
}
