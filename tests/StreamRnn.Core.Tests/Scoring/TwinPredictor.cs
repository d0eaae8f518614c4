namespace StreamRnn.Core.Tests.Scoring;

/// <summary>The recursive-least-squares predictor, as its formulas read, in double precision: see <see cref="NaiveTwin"/>.</summary>
internal sealed class TwinPredictor
{
    private readonly int size;
    private readonly List<double> history = [.. Enumerable.Repeat(0.0, 20)];
    private readonly TwinProfile profile = new(288, 0.15);
    private readonly double[] weights;
    private readonly double[,] inverse;
    private double profileBefore;
    private int row;

    public TwinPredictor(bool hasClock)
    {
        size = hasClock ? 23 : 21;
        weights = [1, .. new double[size - 1]];
        inverse = Diagonal(10);
    }

    /// <summary>The mean magnitude of the errors so far.</summary>
    public double MeanError { get; private set; }

    public double Step(double x, long? time)
    {
        double profileNow = time is { } now ? profile.At(now) : 0;
        double[] features = [.. history, 1, profileNow, profileBefore];
        double forecast = row <= 20 ? history[0] : Math.Max(-8, Math.Min(8, Enumerable.Range(0, size).Sum(i => weights[i] * features[i])));
        double error = x - forecast;
        if (row is > 0 and <= 20)
        {
            MeanError += (Math.Abs(error) - MeanError) / row;
        }
        else if (row > 20)
        {
            double clipped = MeanError > 0 ? Math.Sign(error) * Math.Min(Math.Abs(error), 5 * MeanError) : error;
            Learn(features, clipped);
            MeanError += (Math.Abs(clipped) - MeanError) * Math.Max(1.0 / (row + 1), 0.001);
        }

        history.Insert(0, x);
        history.RemoveAt(20);
        profileBefore = profileNow;
        if (time is { } t)
        {
            profile.Add(t, x);
        }

        row++;
        return error;
    }

    private void Learn(double[] features, double error)
    {
        double[] product = [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Sum(j => inverse[i, j] * features[j]))];
        double denominator = 0.9999 + Enumerable.Range(0, size).Sum(i => features[i] * product[i]);
        double trace = 0;
        for (int i = 0; i < size; i++)
        {
            weights[i] += product[i] * error / denominator;
            for (int j = 0; j < size; j++)
            {
                inverse[i, j] = (inverse[i, j] - (product[i] * product[j] / denominator)) / 0.9999;
            }

            trace += inverse[i, i];
        }

        for (int i = 0; i < size && row % 16 == 0; i++)
        {
            for (int j = 0; j < i; j++)
            {
                inverse[i, j] = inverse[j, i] = (inverse[i, j] + inverse[j, i]) / 2;
            }
        }

        if (trace > 100 * size)
        {
            Array.Copy(Diagonal(1), inverse, inverse.Length);
        }
    }

    private double[,] Diagonal(double value)
    {
        var matrix = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            matrix[i, i] = value;
        }

        return matrix;
    }
}
