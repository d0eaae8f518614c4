namespace StreamRnn.Core.Tests.Scoring;

/// <summary>A naive threshold of block maxima, as the equations of BlockThreshold give them, with what it keeps rounded as there: u to single, s and the maxima to half precision.</summary>
internal sealed class TwinThreshold(int blockRows, int warmUp, double minExcess)
{
    private double maximum;
    private int rows;

    public int Blocks { get; private set; }

    public double U { get; private set; }

    public double S { get; private set; }

    /// <summary>x of a row's evidence, times n / (n + 5); then takes it in.</summary>
    public double Step(double evidence)
    {
        double n = Blocks - warmUp + 1;
        double x = n > 0 ? (evidence - U) / S * n / (n + 5) : 0;
        maximum = Math.Max(maximum, (double)(Half)Math.Min(evidence, 60_000));
        rows++;
        if (rows == blockRows)
        {
            End(maximum);
            (maximum, rows) = (0, 0);
        }

        return x;
    }

    public void End(double e)
    {
        if (Blocks == 0)
        {
            (U, S) = ((float)e, (double)(Half)Math.Max(minExcess, 0.3 * e));
        }
        else
        {
            int n = Blocks + 1;
            bool first = Blocks < warmUp;
            double step = S * (first ? (6.0 / (n + 1)) + 0.05 : (5 * Math.Max(1.0 / n, 1 / 300.0)) + 0.02);
            if (e > U)
            {
                double m = Math.Min(60, Math.Max(first ? 2 : 4, 0.2 * n));
                double s = S + ((Math.Min(e - U, 8 * S) - S) / m);
                U = (float)(U + (0.8 * step));
                S = (double)(Half)Math.Min(60_000, Math.Max(minExcess, s));
            }
            else
            {
                U = (float)(U - (0.2 * step));
            }
        }

        Blocks++;
    }
}
