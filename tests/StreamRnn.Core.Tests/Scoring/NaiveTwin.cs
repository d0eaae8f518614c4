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
        double level = 0, recent = 0, age = 0;
        for (int row = 0; row < values.Length; row++)
        {
            double value = values[row];
            double x = row == 0 ? 0 : Math.Max(-6, Math.Min(6, 4 * (value - reading.Mean) / reading.Range));
            double error = predictor.Step(x, times?[row]);
            double n = 0;
            for (int i = 0; i < 4; i++)
            {
                averages[i] = row == 0 ? Math.Abs(error) : (rates[i] * Math.Abs(error)) + ((1 - rates[i]) * averages[i]);
                n += Math.Min(30, slowCalibrators[i].Step(averages[i]));
            }

            twin.Add("sharp_predictor", Math.Sqrt(sharpPredictor.Step(Math.Abs(error))));
            twin.Add("sharp_ewma", 0.5 * Math.Sqrt(sharpAverage.Step(Math.Abs(value - average10))));
            average10 = (0.1 * value) + (0.9 * average10);
            average3 = (0.03 * value) + (0.97 * average3);
            double evidence = Saturate(reading.Step(value)) + Saturate(fast.Step(average10)) + Saturate(slow.Step(average3));
            if (times is not null)
            {
                twin.Add("sharp_profile", Math.Sqrt(sharpProfile.Step(row == 0 ? 0 : Math.Abs(value - wideProfile.At(times[row])))));
                wideProfile.Add(times[row], value);
                residualAverage = (0.02 * (row == 0 ? 0 : value - profile.At(times[row]))) + (0.98 * residualAverage);
                profile.Add(times[row], value);
                evidence += Saturate(residual.Step(residualAverage));
            }

            recent *= Math.Exp(-1.0 / 500);
            level *= age >= 90 ? Math.Exp(-1.0 / 5) : 1;
            age++;
            double emitted = evidence > 1.4 * level ? evidence / (1 + (0.4 * recent)) : 0;
            recent += evidence > 1.4 * level ? evidence - level : 0;
            (level, age) = evidence >= level ? (evidence, 0) : (level, age);

            twin.Add("x", x);
            twin.Add("predictor_error", error);
            twin.Add("N", n);
            twin.Add("E", evidence);
            twin.Add("event", emitted);
            twin.Add("score", n / 2 / ((n / 2) + 30));
            twin.Add("alarm", emitted / (emitted + 0.25));
        }

        return twin;
    }

    private static double Saturate(double overshoot) => overshoot / (overshoot + 0.1);

    private void Add(string column, double value)
    {
        columns.TryAdd(column, []);
        columns[column].Add(value);
    }

    private sealed class TwinRange(double decay, int warmUp)
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

    private sealed class TwinProfile(int bins, double rate)
    {
        private readonly double[] values = new double[bins];
        private readonly int[] counts = new int[bins];
        private double? all;

        public double At(long time) => counts[Bin(time)] > 0 ? values[Bin(time)] : all ?? 0;

        public void Add(long time, double value)
        {
            int bin = Bin(time);
            double share = Math.Max(1.0 / ++counts[bin], rate);
            values[bin] = (share * value) + ((1 - share) * values[bin]);
            all = all is null ? value : (0.01 * value) + (0.99 * all);
        }

        private int Bin(long time) =>
            (int)Math.Floor(DateTimeOffset.FromUnixTimeMilliseconds(time).TimeOfDay / TimeSpan.FromDays(1) * bins);
    }

    /// <summary>C(q, N), whose threshold may fall below 0 where no minimum is given.</summary>
    internal sealed class TwinCalibrator(double quantile, double memory, double minThreshold = double.NegativeInfinity)
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

    private sealed class TwinPredictor
    {
        private readonly int size;
        private readonly List<double> history = [.. Enumerable.Repeat(0.0, 20)];
        private readonly TwinProfile profile = new(288, 0.15);
        private readonly double[] weights;
        private readonly double[,] inverse;
        private double profileBefore;
        private double meanError;
        private int row;

        public TwinPredictor(bool hasClock)
        {
            size = hasClock ? 23 : 21;
            weights = [1, .. new double[size - 1]];
            inverse = Diagonal(10);
        }

        public double Step(double x, long? time)
        {
            double profileNow = time is { } now ? profile.At(now) : 0;
            double[] features = [.. history, 1, profileNow, profileBefore];
            double forecast = row <= 20 ? history[0] : Math.Max(-8, Math.Min(8, Enumerable.Range(0, size).Sum(i => weights[i] * features[i])));
            double error = x - forecast;
            if (row is > 0 and <= 20)
            {
                meanError += (Math.Abs(error) - meanError) / row;
            }
            else if (row > 20)
            {
                double clipped = meanError > 0 ? Math.Sign(error) * Math.Min(Math.Abs(error), 5 * meanError) : error;
                Learn(features, clipped);
                meanError += (Math.Abs(clipped) - meanError) * Math.Max(1.0 / (row + 1), 0.001);
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
}
