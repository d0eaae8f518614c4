using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>
/// What a part keeps of a small value while zeros follow ends at exactly 0, long before it is a subnormal number. Values begin just above the bound, so
/// that slow parts need no million rows.
/// </summary>
public sealed class DecayTests
{
    private const double Small = 20 * Underflow.Bound;

    [Fact]
    public void OnsetFilter_AfterASmallEvent_ForgetsLevelAndSum()
    {
        var filter = default(OnsetFilter<double>);
        Assert.True(filter.Observe(Small) > 0);
        for (int row = 0; row < 2000; row++)
        {
            Assert.Equal(0, filter.Observe(0));
        }

        Assert.Equal([0, 0], Doubles(ref filter)[..2]);
    }

    [Fact]
    public void OnsetFilter_EvidenceBelowTheBound_EmitsNothing() =>
        Assert.Equal(0, default(OnsetFilter<double>).Observe(Underflow.Bound / 2));

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void RunningRanges_AfterASmallValue_ShrinkToZero(int side)
    {
        // Looked at every 4096 values. At this decay a range would be subnormal after 65,000.
        SingleRange range = new(decay: 1e-2, warmUp: 50);
        range.Observe(side * Small);
        for (int row = 0; row < 4095; row++)
        {
            range.Observe(0);
            Assert.False(double.IsSubnormal(range.Mean) || double.IsSubnormal(range.High) || double.IsSubnormal(range.Low));
        }

        Assert.Equal((0, 0, 0), (range.Mean, range.High, range.Low));
    }

    [Fact]
    public void FeatureRanges_AfterASmallReading_AverageToZero()
    {
        var ranges = default(FeatureRanges<DoubleQuadruple>);
        ranges.Observe(Small, Small, 0, 0);
        ranges.Observe(Small, 0, 0, 1);
        for (int row = 2; row < 2000; row++)
        {
            ranges.Observe(0, 0, 0, row);
        }

        // Three ranges of four values each, then the averages.
        Assert.Equal([0, 0, 0, 0], Doubles(ref ranges)[12..16]);
    }

    [Fact]
    public void SlowEvidence_AfterASmallError_AveragesToZero()
    {
        var evidence = default(SlowEvidence<DoubleQuadruple>);
        float[] start = new float[CalibratorOptions.StartBuffer];
        for (int row = 0; row < 1000; row++)
        {
            evidence.Observe(SlowEvidenceOptions<DoubleQuadruple>.ForScale(1), row == 0 ? Small : 0, row, start);
        }

        Assert.Equal([0, 0, 0, 0], Doubles(ref evidence)[..4]);
    }

    [Fact]
    public void SharpEvidence_AfterASmallReading_AveragesToZero()
    {
        var evidence = default(SharpEvidence<DoubleQuadruple, double>);
        float[] start = new float[CalibratorOptions.StartBuffer];
        for (int row = 0; row < 200; row++)
        {
            evidence.Observe(0, 0, row == 0 ? Small : 0, double.NaN, row, start);
        }

        Assert.Equal(0, Doubles(ref evidence)[^1]);
    }

    [Fact]
    public void Predictability_AfterASmallReadingAndError_ForgetsThem()
    {
        var predictability = default(Predictability<double>);
        for (int row = 0; row < 1000; row++)
        {
            double value = row == 0 ? Small : 0;
            predictability.Observe(value, value, row);
        }

        Assert.Equal([0, 0, 0], Doubles(ref predictability));
    }

    [Fact]
    public void DenseScore_AfterSmallEvidence_HoldsNothing()
    {
        var score = default(DenseScore<double>);
        for (int row = 0; row < 1000; row++)
        {
            score.Observe(row == 0 ? Small : 0, 0);
        }

        Assert.Equal(0, Doubles(ref score)[0]);
    }

    [Fact]
    public void AlarmScore_LongAfterABurst_ForgetsItsLevelAndThatItWas()
    {
        // A rate of one burst, kept by 0.999 a row, is below the bound of 1e-30 after 69,045 rows; a level of 2 much sooner.
        var alarm = default(AlarmScore<double>);
        for (int row = 0; row < 69_100; row++)
        {
            alarm.Observe(0, row == 0 ? 2 : 0);
        }

        double[] state = Doubles(ref alarm);
        Assert.Equal((0, 0), (state[^1], state[^3]));
    }

    [Fact]
    public void DayProfile_AfterASmallValue_ForgetsItInItsBinAndInTheAverage()
    {
        var options = new DayProfileOptions(2, 0.1);
        var profile = default(DayProfile);
        double[] values = new double[2];
        byte[] counts = new byte[2];
        for (int row = 0; row < 1000; row++)
        {
            profile.Observe(options, values, counts, 0, row == 0 ? Small : 0);
        }

        Assert.Equal(0, profile.Expect(values, counts, 0));
        Assert.Equal(0, profile.Expect(values, counts, 1));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10_000)]
    public void LinearPredictor_AfterASmallError_ForgetsIt(int zeros)
    {
        // The mean error stands behind average, count and forecast.
        const int MeanError = 3;
        double[] state = new double[LinearPredictor.StateLength(hasClock: false)];
        double[] values = [0, zeros > 100 ? Small : 2 * Underflow.Bound, .. new double[zeros]];
        double largest = 0;
        foreach (double value in values)
        {
            var predictor = new LinearPredictor(state, hasClock: false);
            predictor.Predict(0);
            predictor.Observe(value, 0);
            largest = Math.Max(largest, state[MeanError]);
        }

        Assert.True(largest > 0);
        Assert.Equal(0, state[MeanError]);
    }

    [Fact]
    public void LinearPredictor_ForecastBelowTheBound_IsZero()
    {
        // Past its first rows (the header's fifth number counts them), with nothing but a small weight for the constant, its 21st feature.
        double[] state = new double[LinearPredictor.StateLength(hasClock: false)];
        state[4] = BitConverter.Int64BitsToDouble(100);
        state[5 + 24 + 20] = Underflow.Bound / 2;
        Assert.Equal(0, new LinearPredictor(state, hasClock: false).Predict(0));
    }

    [Fact]
    public void Normalise_ValueNextToTheMean_GivesZero()
    {
        var normaliser = new Normaliser(0, 4);
        Assert.Equal(Small, normaliser.Normalise(Small));
        Assert.Equal(0, normaliser.Normalise(-Underflow.Bound / 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FeatureScorer_SubnormalReadings_CountAsZero(bool isRich)
    {
        var layout = new FeatureLayout(isRich, hasClock: true);
        byte[] subnormal = new byte[layout.Size];
        byte[] zero = new byte[layout.Size];
        for (int row = 0; row < 400; row++)
        {
            Feed(subnormal, row * double.Epsilon);
            Feed(zero, 0);
            Assert.Equal(zero, subnormal);

            void Feed(byte[] state, double value)
            {
                var feature = new FeatureScorer(in layout, state);
                long time = row * SyntheticSeries.Interval;
                double normalised = feature.Normaliser.Normalise(value);
                if (isRich)
                {
                    feature.ObserveSharp(value, time, normalised, normalised, normalised);
                }

                feature.ObserveBlocks(value, time, value, 0);
                feature.Observe(value, time);
            }
        }
    }

    [Fact]
    public void ToZero_EveryKindOfNumber_IsAlikeForOneAndForFour()
    {
        const double Bound = Underflow.Bound;
        double[] values = [0, -0.0, double.Epsilon, -double.Epsilon, Math.BitDecrement(Bound), -Bound, Bound, 1, -1e300, double.PositiveInfinity, double.NegativeInfinity, double.NaN];
        double[] expected = [0, 0, 0, 0, 0, -Bound, Bound, 1, -1e300, double.PositiveInfinity, double.NegativeInfinity, double.NaN];
        Assert.Equal(Bits(expected), Bits([.. values.Select(Underflow.ToZero)]));
        Assert.Equal(Bits(expected), Bits([.. values.Chunk(4).SelectMany(four => Lanes(Underflow.ToZero(Vector256.Create(four))))]));
        Assert.Equal([0, 0, (float)Bound, -1, float.NaN], new[] { float.Epsilon, -0.0f, (float)Bound, -1, float.NaN }.Select(Underflow.ToZero));
    }

    private static long[] Bits(double[] values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];

    private static double[] Lanes(Vector256<double> vector) => [vector[0], vector[1], vector[2], vector[3]];

    private static double[] Doubles<T>(ref T state)
        where T : unmanaged => MemoryMarshal.Cast<T, double>(new Span<T>(ref state)).ToArray();
}
