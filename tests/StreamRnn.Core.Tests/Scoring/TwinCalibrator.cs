namespace StreamRnn.Core.Tests.Scoring;

/// <summary>C(q, N), as its formulas read, in double precision: see <see cref="NaiveTwin"/>.</summary>
internal sealed class TwinCalibrator(double quantile, double memory, double minThreshold = 0)
{
    private readonly List<double> first = [];
    private double threshold;
    private double scale;
    private int seen;
    private int excesses;

    public double Step(double error)
    {
        seen++;
        if (seen <= 150)
        {
            // The parts keep the start in single precision.
            first.Add((float)error);
            if (seen == 150)
            {
                double[] upper = [.. first.Order().Skip((int)(150 * quantile))];
                threshold = upper[0];
                excesses = upper.Length;
                scale = Math.Max(upper.Average() - threshold, 1e-6 + (1e-3 * first.Average()));
            }

            return 0;
        }

        double excess = error - threshold;
        double output = Math.Max(0, excess) / scale;
        double step = scale * ((5 * Math.Max(1.0 / seen, 1 / memory)) + 0.02);
        if (excess > 0)
        {
            excesses++;
            threshold += step * quantile;
            scale += (Math.Min(excess, 8 * scale) - scale) / Math.Min(Math.Max(10, excesses), memory * (1 - quantile));
        }
        else
        {
            threshold = Math.Max(minThreshold, threshold - (step * (1 - quantile)));
        }

        return output;
    }
}
