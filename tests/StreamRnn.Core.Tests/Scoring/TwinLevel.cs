namespace StreamRnn.Core.Tests.Scoring;

/// <summary>A naive robust level with its scale, as the equations of ReadingLevel give them.</summary>
internal sealed class TwinLevel
{
    public int Seen { get; private set; }

    public double Level { get; private set; }

    public double Scale { get; private set; }

    public double Floor => 1e-6 + (1e-4 * Math.Abs(Level));

    public void Add(double value)
    {
        if (Seen == 0)
        {
            Level = value;
            Scale = Floor + (1e-3 * Math.Abs(value));
        }

        double k = Math.Max(1.0 / (Seen + 2), 1.0 / 3000);
        double distance = value - Level;
        double moved = Math.Min(Math.Abs(distance), 4 * Scale) * Math.Sign(distance);
        double spread = Scale + (2 * k * (Math.Min(Math.Abs(distance), 6 * Scale) - Scale));
        if (Seen < 20)
        {
            spread = Math.Max(spread, Math.Abs(distance));
        }

        Level += k * moved;
        Scale = Math.Max(spread, Floor);
        Seen++;
    }
}
