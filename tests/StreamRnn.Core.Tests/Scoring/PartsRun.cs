using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>Runs the scoring parts over a series and keeps what each gave, row by row, under the traces' column names.</summary>
internal sealed class PartsRun
{
    private readonly Dictionary<string, double[]> columns = [];

    /// <summary>The ranges' leading evidence, row by row.</summary>
    public Evidence[] Leading { get; private set; } = [];

    public double[] this[string column] => columns[column];

    /// <summary>Runs over values with times in Unix milliseconds, or null where there is no clock.</summary>
    /// <param name="networkErrors">What the slow evidence rests on; null for the linear predictor's errors (in lean memory: the last value's).</param>
    public static PartsRun Over(
        StreamMemory memory, ReadOnlySpan<double> values, long[]? times, double[]? networkErrors = null)
    {
        var run = new PartsRun { Leading = new Evidence[values.Length] };
        foreach (string column in new[]
                 {
                     "x", "predictor_error", "sharp_predictor", "sharp_ewma", "sharp_profile", "N", "E", "event", "score",
                     "alarm",
                 })
        {
            run.columns[column] = new double[values.Length];
        }

        var layout = new FeatureLayout(memory == StreamMemory.Rich, times is not null);
        var feature = new FeatureScorer(in layout, new byte[layout.Size]);
        var onsetFilter = default(OnsetFilter);
        var sharpPredictor = new SharpEvidence(memory);
        var sharpAverage = new SharpEvidence(memory);
        var sharpProfile = new SharpEvidence(memory);
        var profileOptions = new DayProfileOptions(288, 0.15);
        var profile = default(DayProfile);
        double[] profileValues = new double[profileOptions.Bins];
        byte[] profileCounts = new byte[profileOptions.Bins];
        double average = values[0];
        double lastNormalised = 0;
        for (int row = 0; row < values.Length; row++)
        {
            double value = values[row];
            long time = times?[row] ?? 0;
            double forecast = memory == StreamMemory.Rich ? feature.PredictLinear(time) : lastNormalised;
            lastNormalised = feature.Normaliser.Normalise(value);
            FeatureEvidence evidence = feature.Observe(value, time, lastNormalised, networkErrors?[row] ?? lastNormalised - forecast);
            double eventScore = onsetFilter.Observe(evidence.Ranges.Total);
            run["x"][row] = lastNormalised;
            run["predictor_error"][row] = evidence.LinearError;
            run["N"][row] = evidence.SlowEvidence;
            run["score"][row] = Saturation.Score(Saturation.RawScore(evidence.SlowEvidence));
            run["E"][row] = evidence.Ranges.Total;
            run["event"][row] = eventScore;
            run["alarm"][row] = Saturation.Alarm(eventScore);
            run.Leading[row] = evidence.Ranges.Leading;

            run["sharp_predictor"][row] = sharpPredictor.Observe(evidence.LinearError);
            run["sharp_ewma"][row] = 0.5 * sharpAverage.Observe(value - average);
            average += 0.1 * (value - average);
            if (times is not null)
            {
                int bin = profileOptions.BinOf(time);
                double expected = row == 0 ? value : profile.Expect(profileValues, profileCounts, bin);
                run["sharp_profile"][row] = sharpProfile.Observe(value - expected);
                profile.Observe(profileOptions, profileValues, profileCounts, bin, value);
            }
        }

        return run;
    }

    /// <summary>S(e) = sqrt(C(0.95, 20000)(|e|)).</summary>
    private sealed class SharpEvidence(StreamMemory memory)
    {
        private readonly SingleCalibrator calibrator = new(new CalibratorOptions(0.95, 20_000), memory == StreamMemory.Rich);

        public double Observe(double error) => Math.Sqrt(calibrator.Observe(Math.Abs(error)));
    }
}
