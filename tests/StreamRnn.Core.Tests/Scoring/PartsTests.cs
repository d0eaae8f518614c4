using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>All scoring parts together: right, finite, deterministic, without allocation, and within their budget.</summary>
public sealed class PartsTests
{
    // Any seed serves; these give a series that wakes every range.
    private const int Seed = 7;

    // Six days: the profiles' bins are seen several times, and all calibrators run.
    private const int Length = 6 * 288;

    // The twin sums in another order, and the predictor's matrix carries such differences on.
    private const double TwinTolerance = 1e-8;

    // A root is without a bound on its slope at 0: what is summed of roots has the root of that tolerance.
    private const double RootTolerance = 1e-4;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RichParts_OverASyntheticSeries_AgreeWithTheNaiveTwin(bool hasClock)
    {
        double[] values = SyntheticSeries.Daily(Length, Seed);
        long[]? times = hasClock ? SyntheticSeries.Times(Length) : null;
        NaiveTwin twin = NaiveTwin.Over(values, times);
        PartsRun run = PartsRun.Over(StreamMemory.Rich, values, times);
        string[] columns = ["x", "predictor_error", "sharp_predictor", "sharp_ewma", "N", "E", "event", "score", "alarm", "residue", "sharp", "gated", "sharp_alarm"];
        foreach (string column in hasClock ? [.. columns, "sharp_profile"] : columns)
        {

            // Without a clock nothing is sharp enough for an alarm so early.
            Assert.True(Array.Exists(twin[column], value => value != 0) || (column == "sharp_alarm" && !hasClock), column);
            double tolerance = column is "score" or "sharp" or "gated" or "sharp_alarm" ? RootTolerance : TwinTolerance;
            for (int row = 0; row < Length; row++)
            {
                double power = column is "sharp_predictor" or "sharp_ewma" or "sharp_profile" ? 2 : 1;
                double expected = Math.Sign(twin[column][row]) * Math.Pow(Math.Abs(twin[column][row]), power);
                double actual = Math.Sign(run[column][row]) * Math.Pow(Math.Abs(run[column][row]), power);
                Assert.True(
                    Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)),
                    $"{column} at row {row}: {actual:R} for {expected:R}");
            }
        }
    }

    [Fact]
    public void LeanParts_OverASyntheticSeries_StayNearTheRichOnes()
    {
        double[] values = SyntheticSeries.Daily(Length, Seed);
        PartsRun rich = PartsRun.Over(StreamMemory.Rich, values, SyntheticSeries.Times(Length));
        PartsRun lean = PartsRun.Over(
            StreamMemory.Lean, values, SyntheticSeries.Times(Length), rich["predictor_error"]);

        double furthest = LeanUnits.Normalised(values).Zip(lean["x"], (r, l) => Math.Abs(r - l)).Max();
        Assert.True(furthest < 1e-5, $"x differs by up to {furthest}");
        double ranges = rich["E"].Zip(lean["E"], (r, l) => Math.Abs(r - l)).Average();
        Assert.True(ranges < 0.002, $"E differs by {ranges} on average");
        double difference = rich["score"].Zip(lean["score"], (r, l) => Math.Abs(r - l)).Skip(150).Average();
        Assert.True(difference < 0.04, $"the score differs by {difference} on average");
    }

    [Theory]
    [MemberData(nameof(HardSeries))]
    public void Parts_OverAHardSeries_StayFiniteAndInRange(string name, double[] values)
    {
        foreach (StreamMemory memory in new[] { StreamMemory.Lean, StreamMemory.Rich })
        {
            foreach (long[]? times in new[] { SyntheticSeries.Times(values.Length), null })
            {
                PartsRun run = PartsRun.Over(memory, values, times);
                for (int row = 0; row < values.Length; row++)
                {
                    string where = $"{name}, {memory}, row {row}";
                    Assert.True(Math.Abs(run["x"][row]) <= Normaliser.Limit, where);
                    Assert.True(Math.Abs(run["predictor_error"][row]) <= Normaliser.Limit + LinearPredictor.Limit, where);
                    Assert.True(run["N"][row] is >= 0 and <= 400, where);
                    Assert.True(run["E"][row] is >= 0 and <= 4, where);
                    Assert.True(run["score"][row] is >= 0 and < 1, where);
                    Assert.True(run["alarm"][row] is >= 0 and < 1, where);
                    Assert.True(run["sharp_alarm"][row] is >= 0 and < 1, where);
                    Assert.True(run["residue"][row] >= 0 && double.IsFinite(run["residue"][row]), where);
                    Assert.True(run["gated"][row] is >= 0 and <= SharpGate.MaxSharp, where);
                    Assert.True(double.IsFinite(run["sharp_predictor"][row]), where);
                    Assert.True(double.IsFinite(run["sharp_ewma"][row]), where);
                    Assert.True(double.IsFinite(run["sharp_profile"][row]), where);
                }
            }
        }
    }

    [Theory]
    [InlineData(StreamMemory.Lean, 0.0)]
    [InlineData(StreamMemory.Lean, -273.15)]
    [InlineData(StreamMemory.Lean, 1e30)]
    [InlineData(StreamMemory.Lean, 1e-300)]
    [InlineData(StreamMemory.Rich, 0.0)]
    [InlineData(StreamMemory.Rich, -273.15)]
    [InlineData(StreamMemory.Rich, 1e30)]
    [InlineData(StreamMemory.Rich, 1e-300)]
    public void Parts_OverAConstantSeries_RaiseNothing(StreamMemory memory, double value)
    {
        double[] values = new double[Length];
        values.AsSpan().Fill(value);
        PartsRun run = PartsRun.Over(memory, values, SyntheticSeries.Times(Length));
        Assert.All(run["alarm"], alarm => Assert.Equal(0, alarm));
        Assert.All(run["sharp_alarm"], alarm => Assert.Equal(0, alarm));
        Assert.All(run["score"], score => Assert.Equal(0, score));
    }

    [Fact]
    public void Parts_OverTheSameSeriesTwice_GiveTheSameBits()
    {
        double[] values = SyntheticSeries.Daily(Length, Seed);
        foreach (StreamMemory memory in new[] { StreamMemory.Lean, StreamMemory.Rich })
        {
            var layout = new FeatureLayout(memory == StreamMemory.Rich, hasClock: true);
            byte[] first = new byte[layout.Size];
            byte[] second = new byte[layout.Size];
            Feed(layout, first, values);
            Feed(layout, second, values);
            Assert.Equal(first, second);
        }
    }

    [Theory]
    [InlineData(StreamMemory.Lean, true)]
    [InlineData(StreamMemory.Lean, false)]
    [InlineData(StreamMemory.Rich, true)]
    [InlineData(StreamMemory.Rich, false)]
    public void Observe_FromTheFirstReadingOn_AllocatesNothing(StreamMemory memory, bool hasClock)
    {
        double[] values = SyntheticSeries.Daily(Length, Seed);
        var layout = new FeatureLayout(memory == StreamMemory.Rich, hasClock);
        byte[] row = new byte[layout.Size];
        Feed(layout, row, values);
        row.AsSpan().Clear();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Feed(layout, row, values);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Size_OfLeanState_LeavesRoomForTheNetworkInOneKibibyte()
    {
        // 1024 less 128 for hidden and cell state at 16 units, less the row's header, inputs, interval and index.
        const int Budget = 760;
        int size = new FeatureLayout(isRich: false, hasClock: true).Size + Unsafe.SizeOf<AlarmScore<float>>()
            + Unsafe.SizeOf<DenseScore<float>>() + Unsafe.SizeOf<AlarmDamping<float>>();
        Assert.InRange(size, 1, Budget);
    }

    [Fact]
    public void New_WithABufferOfAnotherSize_SaysBothSizes()
    {
        var layout = new FeatureLayout(isRich: false, hasClock: true);
        ArgumentException error = Assert.Throws<ArgumentException>(() => new FeatureScorer(in layout, new byte[8]));
        Assert.Contains($"The state has 8 bytes; {layout.Size} are needed.", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, double[]> HardSeries()
    {
        const int Rows = 700;
        double[] From(Func<int, double> value) => [.. Enumerable.Range(0, Rows).Select(value)];
        var random = new Random(Seed);
        return new TheoryData<string, double[]>
        {
            { "one jump", From(row => row < 400 ? 5 : 1e30) },
            { "jumps to and fro", From(row => row % 2 == 0 ? -1e30 : 1e30) },
            { "one huge spike", From(row => row == 300 ? -1e30 : Math.Sin(row)) },
            { "tiny", From(row => 1e-300 * Math.Sin(row)) },
            { "subnormal", From(row => row * double.Epsilon) },
            { "negative", From(row => -1e6 + random.NextDouble()) },
            { "growing a thousandfold a day", From(row => Math.Pow(1.024, row) * (1 + random.NextDouble())) },
            { "ramp", From(row => row) },
            { "constant, then a wave", From(row => row < 350 ? 3 : 3 + Math.Sin(row)) },
            { "wave, then constant", From(row => row > 350 ? 3 : 3 + Math.Sin(row)) },
            { "over all magnitudes", From(row => Math.Pow(10, (row % 330) - 300)) },
        };
    }

    private static void Feed(in FeatureLayout layout, Span<byte> row, ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            var feature = new FeatureScorer(in layout, row);
            long time = i * SyntheticSeries.Interval;
            double normalised = feature.Normaliser.Normalise(values[i]);
            if (layout.IsRich)
            {
                feature.ObserveSharp(values[i], time, normalised, normalised, normalised - 1);
            }

            feature.ObserveBlocks(values[i], time, normalised, 0);
            feature.Observe(values[i], time);
        }
    }
}
