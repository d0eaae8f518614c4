namespace StreamRnn.Core.Tests.Scoring;

/// <summary>
/// The recipe written once more as its formulas read, in double precision with lists and matrices, sharing no code with the parts in use: what they must agree with.
/// </summary>
internal sealed class NaiveTwin
{
    private readonly Dictionary<string, List<double>> columns = [];

    public double[] this[string column] => [.. columns[column]];

    public static NaiveTwin Over(double[] values, long[]? times)
    {
        var twin = new NaiveTwin();
        var reading = new TwinRange(1e-4, 50);
        var fast = new TwinRange(1e-4, 50);
        var slow = new TwinRange(1e-4, 50);
        var residual = new TwinRange(3e-5, 150);
        var profile = new TwinProfile(48, 0.1);
        var wideProfile = new TwinProfile(288, 0.15);
        var predictor = new TwinPredictor(times is not null);
        var sharpPredictor = new TwinCalibrator(0.95, 20_000);
        var sharpAverage = new TwinCalibrator(0.95, 20_000);
        var sharpProfile = new TwinCalibrator(0.95, 20_000);
        double[] rates = [0.3, 0.1, 0.03, 0.01];
        double[] averages = new double[4];
        TwinCalibrator[] slowCalibrators = [.. rates.Select(_ => new TwinCalibrator(0.5, 10_000))];
        double average10 = values[0], average3 = values[0], residualAverage = 0;
        var predictability = new TwinPredictability();
        var heads = new TwinHeads();
        for (int row = 0; row < values.Length; row++)
        {
            double value = values[row];
            double x = row == 0 ? 0 : Math.Max(-6, Math.Min(6, 4 * (value - reading.Mean) / reading.Range));
            double error = predictor.Step(x, times?[row]);
            double n = 0;
            for (int i = 0; i < 4; i++)
            {
                averages[i] = row == 0 ? Math.Abs(error) : (rates[i] * Math.Abs(error)) + ((1 - rates[i]) * averages[i]);
                n += Math.Min(100, slowCalibrators[i].Step(averages[i]));
            }

            double ofPredictor = Math.Sqrt(sharpPredictor.Step(Math.Abs(error)));
            double ofAverage = 0.5 * Math.Sqrt(sharpAverage.Step(Math.Abs(value - average10)));
            double ofProfile = times is null ? 0 : Math.Sqrt(sharpProfile.Step(row == 0 ? 0 : Math.Abs(value - wideProfile.At(times[row]))));

            // Nothing forecasts but the predictor: the network's view is a copy of its own.
            double[] views = [ofPredictor, ofPredictor, ofAverage, ofProfile];
            double sharp = views.Sum() - views.Max();
            double gate = 1 / (1 + Math.Pow(predictability.R / 0.6, 6)) * row / (row + 3000.0);
            average10 = (0.1 * value) + (0.9 * average10);
            average3 = (0.03 * value) + (0.97 * average3);
            double evidence = Saturate(reading.Step(value)) + Saturate(fast.Step(average10)) + Saturate(slow.Step(average3));
            if (times is not null)
            {
                wideProfile.Add(times[row], value);
                residualAverage = (0.02 * (row == 0 ? 0 : value - profile.At(times[row]))) + (0.98 * residualAverage);
                profile.Add(times[row], value);
                evidence += Saturate(residual.Step(residualAverage));
            }

            heads.Step(n / 2 * row / (row + 500.0), evidence, sharp * gate, Math.Min(6, sharp) * gate);
            twin.Add("residue", predictability.R);
            predictability.Step(error, x);
            twin.Add("x", x);
            twin.Add("predictor_error", error);
            twin.Add("N", n);
            twin.Add("E", evidence);
            twin.Add("event", heads.Event);
            twin.Add("score", heads.Dense / (heads.Dense + 1));
            twin.Add("alarm", heads.Event / (heads.Event + 0.25));
            twin.Add("sharp_predictor", ofPredictor);
            twin.Add("sharp_ewma", ofAverage);
            twin.Add("sharp_profile", ofProfile);
            twin.Add("sharp", sharp);
            twin.Add("gated", Math.Min(6, sharp) * gate);
            twin.Add("sharp_alarm", heads.Sharp / (heads.Sharp + 2.4));
        }

        return twin;
    }

    private static double Saturate(double overshoot) => overshoot / (overshoot + 0.1);

    private void Add(string column, double value)
    {
        columns.TryAdd(column, []);
        columns[column].Add(value);
    }
}
