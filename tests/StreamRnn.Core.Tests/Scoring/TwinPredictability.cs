namespace StreamRnn.Core.Tests.Scoring;

/// <summary>R, as its formulas read, in double precision: see <see cref="NaiveTwin"/>.</summary>
internal sealed class TwinPredictability
{
    private double meanError;
    private double mean;
    private double meanDeviation;
    private int seen;

    public double R => seen < 50 || meanDeviation == 0 ? 1 : meanError / meanDeviation;

    public void Step(double error, double x)
    {
        double rate = Math.Max(1.0 / ++seen, 1.0 / 20_000);
        double clipped = meanError == 0 ? Math.Abs(error) : Math.Min(Math.Abs(error), 8 * meanError);
        meanError = (rate * clipped) + ((1 - rate) * meanError);
        mean = (rate * x) + ((1 - rate) * mean);
        meanDeviation = (rate * Math.Abs(x - mean)) + ((1 - rate) * meanDeviation);
    }
}
