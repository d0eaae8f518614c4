namespace StreamRnn.Core.Tests.Scoring;

/// <summary>A record's running range, as its formulas read, in double precision: see <see cref="NaiveTwin"/>.</summary>
internal sealed class TwinRange(double decay, int warmUp)
{
    private double high;
    private double low;
    private int seen;

    public double Mean { get; private set; }

    public double Range => Math.Max(high - low, 1e-9 + (1e-3 * Math.Abs(Mean)));

    public double Step(double value)
    {
        if (seen++ == 0)
        {
            (Mean, high, low) = (value, value, value);
            return 0;
        }

        double beyond = value > high ? value - high : value < low ? low - value : 0;
        double overshoot = seen - 1 < warmUp ? 0 : beyond / Range;
        Mean += (value - Mean) / Math.Min(seen, 2000);
        high = Math.Max(value, high - (decay * (high - Mean)));
        low = Math.Min(value, low + (decay * (Mean - low)));
        return overshoot;
    }
}
