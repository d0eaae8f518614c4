using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class DayProfileTests
{
    private const long Day = 86_400_000;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1_799_999, 0)]
    [InlineData(1_800_000, 1)]
    [InlineData(Day - 1, 47)]
    [InlineData(Day, 0)]
    [InlineData(-1, 47)]
    [InlineData(-Day, 0)]
    public void BinOf_ATime_IsItsHalfHourOfTheDay(long time, int expected) =>
        Assert.Equal(expected, new DayProfileOptions(48, 0.1).BinOf(time));

    [Fact]
    public void Expect_OfAnEmptyBin_GivesTheAverageOfAll()
    {
        var options = new DayProfileOptions(48, 0.1);
        var profile = default(DayProfile);
        double[] values = new double[48];
        byte[] counts = new byte[48];
        profile.Observe(options, values, counts, 0, 10);
        profile.Observe(options, values, counts, 1, 20);
        Assert.Equal(10, profile.Expect(values, counts, 0));
        Assert.Equal(20, profile.Expect(values, counts, 1));
        Assert.Equal(10.1, profile.Expect(values, counts, 2), 12);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(1e-9)]
    [InlineData(1e20)]
    public void CompactProfile_OverManyDays_StaysWithinAThousandthOfTheRangeOfTheExactOne(double unit)
    {
        var compact = default(CompactDayProfile);
        SingleRange range = new(1e-4, 50);
        double average = 0;
        double[] exact = new double[CompactDayProfile.BinCount];
        Array.Fill(exact, double.NaN);
        double[] series = SyntheticSeries.Daily(40 * 288, seed: 11);
        long[] times = SyntheticSeries.Times(series.Length);
        double bias = 0;
        double largest = 0;
        for (int row = 0; row < series.Length; row++)
        {
            double value = series[row] * unit;
            int bin = CompactDayProfile.BinOf(times[row]);
            if (row > 0)
            {
                double expected = double.IsNaN(exact[bin]) ? average : exact[bin];
                double difference = (compact.Expect(bin, average) - expected) / range.Span;
                bias += difference / series.Length;
                largest = Math.Max(largest, Math.Abs(difference));
            }

            range.Observe(value);
            average += (value - average) * (row == 0 ? 1 : 0.01);
            exact[bin] = double.IsNaN(exact[bin]) ? value : exact[bin] + (0.1 * (value - exact[bin]));
            compact.Observe(bin, value, row + 1, range.Mean, range.Span);
        }

        // Bins hold values to a 4096th of the range, and at rate 0.1 stall within five of those steps; up and down cancel.
        Assert.True(largest < 3e-3, $"largest difference {largest}");
        Assert.True(Math.Abs(bias) < 2e-5, $"bias {bias}");
    }
}
