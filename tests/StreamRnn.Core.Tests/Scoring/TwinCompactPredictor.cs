using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary><see cref="CompactPredictor"/> written out in double precision, with whole matrices.</summary>
internal sealed class TwinCompactPredictor
{
    private const int Lags = 14;
    private const double Forgetting = 0.9995;

    private readonly List<double> differences = [.. new double[Lags]];
    private readonly double[] filter = new double[Lags + 2];
    private readonly double[] weights = [0, 0, 0, 0, 0, 0, 0, 1];
    private readonly double[,] covariance = new double[8, 8];
    private double lastProfile;
    private double meanError;

    public TwinCompactPredictor() => Reset(10);

    public double Last { get; private set; }

    public double Predict(LinearInputs inputs, int seen) =>
        seen <= 32 ? Last : Math.Clamp(Last + Dot(weights, Features(inputs)), -8, 8);

    public void Observe(double x, LinearInputs inputs, int seen)
    {
        double step = seen == 0 ? 0 : x - Last;
        double error = step;
        if (seen > 32)
        {
            double clip = meanError > 0 ? 5 * meanError : double.MaxValue;
            double[] d = FilterInputs(inputs);
            double[] features = Features(inputs);
            error = Math.Clamp(x - Predict(inputs, seen), -clip, clip);
            double wrong = Math.Clamp(step - Dot(filter, d), -clip, clip) * Math.Max(0.01, 0.3 / (1 + (0.01 * seen)));
            for (int i = 0; i < d.Length; i++)
            {
                filter[i] += wrong * d[i] / (1e-4 + Dot(d, d));
            }

            Learn(features, error);
        }

        if (seen > 0)
        {
            meanError += (Math.Abs(error) - meanError) * Math.Max(1.0 / (seen + 1), 0.001);
            differences.Insert(0, Rounded(step));
            differences.RemoveAt(Lags);
        }

        Last = x;
        lastProfile = inputs.Profile;
    }

    private void Learn(double[] features, double error)
    {
        double[] gain = new double[8];
        for (int i = 0; i < 8; i++)
        {
            for (int j = 0; j < 8; j++)
            {
                gain[i] += covariance[i, j] * features[j];
            }
        }

        double denominator = Forgetting + Dot(features, gain);
        double trace = 0;
        for (int i = 0; i < 8; i++)
        {
            weights[i] += gain[i] * error / denominator;
            for (int j = 0; j < 8; j++)
            {
                covariance[i, j] = (covariance[i, j] - (gain[i] * gain[j] / denominator)) / Forgetting;
            }

            trace += covariance[i, i];
        }

        if (trace > 800)
        {
            Reset(1);
        }
    }

    private double[] FilterInputs(LinearInputs inputs) =>
        [.. differences, inputs.HasProfile ? inputs.Profile - lastProfile : 0, inputs.HasProfile ? inputs.Profile - Last : 0];

    private double[] Features(LinearInputs inputs) =>
    [
        differences[0],
        differences[1],
        inputs.Fast - Last,
        inputs.Slow - Last,
        inputs.HasProfile ? inputs.Profile - Last : 0,
        inputs.HasProfile ? inputs.Profile - lastProfile : 0,
        1,
        Dot(filter, FilterInputs(inputs)),
    ];

    private void Reset(double diagonal)
    {
        for (int i = 0; i < 8; i++)
        {
            for (int j = 0; j < 8; j++)
            {
                covariance[i, j] = i == j ? diagonal : 0;
            }
        }
    }

    /// <summary>8 bits of mantissa.</summary>
    private static double Rounded(double value) =>
        BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits((float)value) + 0x8000) & 0xFFFF_0000);

    private static double Dot(double[] left, double[] right) => left.Zip(right, (l, r) => l * r).Sum();
}
