using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Tests.Scoring;

namespace StreamRnn.Core.Tests.Forecasting;

public sealed class ForecasterTests
{
    /// <summary>Far enough that the block forecasters learn and their calibrators have started.</summary>
    private const int Blocks = 250;

    public static TheoryData<int> Scales => [4, 12];

    [Theory]
    [MemberData(nameof(Scales))]
    public void ObserveBlock_AnyReadingOfABlockChanged_LeavesTheBlocksForecastAsItWas(int scale)
    {
        for (int place = 0; place < scale; place++)
        {
            var run = new ForecasterRun(scale);
            var changed = new ForecasterRun(scale);
            int last = scale * 100;
            for (int i = 0; i < last; i++)
            {
                Give(run, i, Reading(i));
                Give(changed, i, Reading(i) + (i == last - scale + place ? 5 : 0));
            }

            Assert.Equal(run.Forecaster.Means, changed.Forecaster.Means);
            Assert.Equal(run.Forecaster.Scales, changed.Forecaster.Scales);
            Assert.NotEqual(run.Forecaster.Errors, changed.Forecaster.Errors);
            for (int i = last; i < last + scale; i++)
            {
                Give(run, i, Reading(i));
                Give(changed, i, Reading(i));
            }

            Assert.NotEqual(run.Forecaster.Means, changed.Forecaster.Means);
        }
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void ObserveBlock_ReadingsMissing_CountsThoseThatAreThere(int scale)
    {
        var whole = new ForecasterRun(scale);
        var holed = new ForecasterRun(scale);
        for (int i = 0; i < scale * 60; i++)
        {
            double value = Reading(i / scale);
            Give(whole, i, value);
            Give(holed, i, i % scale == 1 ? value : double.NaN);
            Assert.Equal(whole.Forecaster.Errors, holed.Forecaster.Errors);
        }

        // The sum of equal readings may round; here it does not, so that all bytes are the same.
        Assert.Equal(whole.Bytes(), holed.Bytes());
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void ObserveBlock_BlockWithoutReadings_TakesTheForecastForIt(int scale)
    {
        var run = new ForecasterRun(scale);
        for (int i = 0; i < scale * Blocks; i++)
        {
            bool isMissing = i / scale % 7 == 3;
            Give(run, i, isMissing ? double.NaN : Reading(i));
            Forecaster said = run.Forecaster;
            Assert.True(double.IsFinite(said.Means[0]) && double.IsFinite(said.Scales[0]) && double.IsFinite(said.Evidence[0]));
            if (run.IsDue)
            {
                Assert.Equal(isMissing, float.IsNaN(said.Targets[0]));
                Assert.Equal(isMissing ? (float)said.Means[0] : said.Targets[0], said.Readings[0]);
                Assert.True(!isMissing || (said.Errors[0] == 0 && said.LinearErrors[0] == 0 && said.Evidence[0] == 0));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void ObserveBlock_BetweenTheEndsOfBlocks_HoldsTheLastBlocksEvidence(int scale)
    {
        var run = new ForecasterRun(scale, features: 2);
        double[] held = [0, 0];
        double largest = 0;
        for (int i = 0; i < scale * Blocks; i++)
        {
            // Twice as rough from block 200 on.
            Give(run, i, Reading(i) * (i < scale * 200 ? 1 : 2), Reading(3 * i));
            held = run.IsDue ? [.. run.Forecaster.Evidence] : held;
            Assert.Equal(held, run.Forecaster.Evidence);
            largest = Math.Max(largest, held[0]);
        }

        Assert.True(largest > 1, $"hardly any evidence: {largest}");
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(4, false)]
    [InlineData(12, true)]
    public void Observe_WithoutANetwork_AgreesWithTheNaiveTwin(int scale, bool hasClock)
    {
        const int rows = 12 * 400;
        double[] values = SyntheticSeries.Daily(rows, seed: 7);
        long[] times = SyntheticSeries.Times(rows);
        var run = new ForecasterRun(scale, usesNetwork: false, hasClock: hasClock);
        var range = new TwinRange(1e-4, 0);
        var predictor = new TwinPredictor(hasClock);
        double[] rates = scale == 1 ? [0.3, 0.1, 0.03, 0.01] : [1, 0.3, 0.1];
        double[] averages = new double[rates.Length];
        TwinCalibrator[] calibrators = [.. rates.Select(_ => new TwinCalibrator(0.5, Math.Max(1000, 10_000 / scale)))];
        double largest = 0;
        for (int i = 0; i < rows; i++)
        {
            run.Forecaster.Evidence[0] = double.NaN;
            run.Give(times[i], values[i]);
            if ((i + 1) % scale != 0)
            {
                continue;
            }

            bool isFirst = i + 1 == scale;
            double mean = values.AsSpan(i + 1 - scale, scale).ToArray().Average();
            double x = isFirst ? 0 : Math.Clamp(4 * (mean - range.Mean) / range.Range, -6, 6);
            double usual = Math.Max(predictor.MeanError, 1e-6);
            double error = predictor.Step(x, hasClock ? times[i] : null);
            double weighted = Math.Abs(error) * Math.Min(Math.Abs(error) / usual, 50);
            double evidence = 0;
            for (int rate = 0; rate < rates.Length; rate++)
            {
                averages[rate] = isFirst ? weighted : averages[rate] + (rates[rate] * (weighted - averages[rate]));
                evidence += Math.Min(100, calibrators[rate].Step(averages[rate]));
            }

            range.Step(mean);
            Assert.Equal(x, run.Forecaster.Targets[0], 1e-6);
            Assert.Equal(error, run.Forecaster.LinearErrors[0], 1e-8);

            // The network's inputs are in single precision, and so is the forecast that stands for it.
            Assert.Equal(error, run.Forecaster.Errors[0], 1e-6);
            Assert.Equal(usual, run.Forecaster.Scales[0], 1e-8);
            Assert.Equal(evidence, run.Forecaster.Evidence[0], 1e-4 * Math.Max(1, evidence));
            largest = Math.Max(largest, evidence);
        }

        Assert.True(largest > 1, $"hardly any evidence: {largest}");
    }

    [Fact]
    public void IsDue_EachScale_IsOnceInSoManyEvents()
    {
        var run = new ForecasterRun(12);
        Assert.Equal([12, 24, 36], Enumerable.Range(1, 40).Where(count => run.Forecaster.IsDue(count)));
    }

    private static void Give(ForecasterRun run, int i, params ReadOnlySpan<double> values) => run.Give(i * SyntheticSeries.Interval, values);

    /// <summary>A wave of 60 events with reproducible roughness, in quarters, so that a few add up without rounding.</summary>
    private static double Reading(int i) => Math.Round(4 * ((10 * Math.Sin(i * 2 * Math.PI / 60)) + (3 * (i * 0.618033988749895 % 1)))) / 4;
}
