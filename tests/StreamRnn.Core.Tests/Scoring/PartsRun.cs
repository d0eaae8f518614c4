using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>Runs the scoring parts over a series, without a network, and keeps what each gave, row by row, under the traces' column names.</summary>
internal sealed class PartsRun
{
    private readonly Dictionary<string, double[]> columns = [];

    public double[] this[string column] => columns[column];

    /// <summary>Runs over values with times in Unix milliseconds, or null where there is no clock.</summary>
    /// <param name="memory">The form of memory.</param>
    /// <param name="values">The readings.</param>
    /// <param name="times">Their times.</param>
    /// <param name="networkErrors">What slow and sharp evidence take for the network's errors; null for those of the linear forecast.</param>
    public static PartsRun Over(StreamMemory memory, ReadOnlySpan<double> values, long[]? times, double[]? networkErrors = null)
    {
        var run = new PartsRun();
        foreach (string column in (string[])["x", "predictor_error", "N", "E", "event", "score", "alarm", "sharp", "residue", "gated", "sharp_alarm", .. Views])
        {
            run.columns[column] = new double[values.Length];
        }

        bool isRich = memory == StreamMemory.Rich;
        bool hasClock = times is not null;
        var layout = new FeatureLayout(isRich, hasClock);
        var feature = new FeatureScorer(in layout, new byte[layout.Size]);
        var views = new ViewsOfSharpEvidence();
        var onsets = default(OnsetFilter<double>);
        var heads = new Heads(isRich);
        double[] predictorState = new double[LinearPredictor.StateLength(hasClock)];
        for (int row = 0; row < values.Length; row++)
        {
            double value = values[row];
            long time = times?[row] ?? 0;
            double x = feature.Normaliser.Normalise(value);
            double linearError = isRich ? LinearError(predictorState, hasClock, x, time) : (float)x - feature.Predict(time);
            double error = networkErrors?[row] ?? linearError;
            double n = heads.Slow(Math.Abs(error), row);
            SharpReading sharp = feature.ObserveSharp(value, time, x, error, linearError);
            feature.ObserveBlocks(value, time, error: 0, pattern: 0);
            double ranges = feature.Observe(value, time);
            double gated = SharpGate.Pass(Math.Min(sharp.Evidence, SharpGate.MaxSharp), sharp.Residue, row);
            (double rangeAlarm, double sharpAlarm) = heads.Alarm(ranges, gated);
            run["x"][row] = x;
            run["predictor_error"][row] = linearError;
            run["N"][row] = n;
            run["score"][row] = Saturation.Of(heads.Dense(LastingEvidence.After(n / 2, row), SharpGate.Pass(sharp.Evidence, sharp.Residue, row)), 1);
            run["E"][row] = ranges;
            run["event"][row] = onsets.Observe(ranges);
            run["alarm"][row] = rangeAlarm;
            run["sharp"][row] = sharp.Evidence;
            run["residue"][row] = sharp.Residue;
            run["gated"][row] = gated;
            run["sharp_alarm"][row] = sharpAlarm;
            double[] four = isRich ? views.Observe(error, linearError, value, times?[row], row) : new double[4];
            for (int i = 0; i < 4; i++)
            {
                run[Views[i]][row] = four[i];
            }
        }

        return run;
    }

    private static string[] Views => ["sharp_network", "sharp_predictor", "sharp_ewma", "sharp_profile"];

    private static double LinearError(double[] state, bool hasClock, double x, long time)
    {
        var predictor = new LinearPredictor(state, hasClock);
        int bin = LinearPredictor.Profile.BinOf(time);
        predictor.Predict(bin);
        return predictor.Observe(x, bin);
    }

    /// <summary>What stands behind the features' parts, in the memory's precision.</summary>
    private sealed class Heads(bool isRich)
    {
        private readonly float[] start = isRich ? new float[CalibratorOptions.StartBuffer] : [];
        private SlowEvidence<DoubleQuadruple> richSlow;
        private SlowEvidence<SingleQuadruple> leanSlow;
        private AlarmScore<double> richAlarm;
        private AlarmScore<float> leanAlarm;
        private DenseScore<double> richDense;
        private DenseScore<float> leanDense;

        public double Slow(double error, int row) => isRich
            ? richSlow.Observe(SlowEvidenceOptions<DoubleQuadruple>.ForScale(1), error, row, start)
            : leanSlow.Observe(SlowEvidenceOptions<SingleQuadruple>.ForScale(1), error, row, start);

        public (double Ranges, double Sharp) Alarm(double rangeEvidence, double sharp) =>
            isRich ? richAlarm.Observe(rangeEvidence, sharp) : leanAlarm.Observe(rangeEvidence, sharp);

        public double Dense(double lasting, double sharp) => isRich ? richDense.Observe(lasting, sharp) : leanDense.Observe(lasting, sharp);
    }

    /// <summary>The members of the sum that sharp evidence is.</summary>
    private sealed class ViewsOfSharpEvidence
    {
        private readonly double[] bins = new double[SharpProfile.Options.Bins];
        private readonly byte[] counts = new byte[SharpProfile.Options.Bins];
        private readonly float[] start = new float[CalibratorOptions.StartBuffer];
        private SharpEvidence<DoubleQuadruple, double> evidence;
        private DayProfile profile;

        public double[] Observe(double networkError, double linearError, double value, long? time, int row)
        {
            double expected = double.NaN;
            if (time is { } known)
            {
                int bin = SharpProfile.Options.BinOf(known);
                expected = profile.Expect(bins, counts, bin);
                profile.Observe(SharpProfile.Options, bins, counts, bin, value);
            }

            var views = evidence.ObserveViews(networkError, linearError, value, expected, row, start);
            return [views[0], views[1], views[2], views[3]];
        }
    }
}
