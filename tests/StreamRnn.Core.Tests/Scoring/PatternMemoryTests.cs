using System.Runtime.InteropServices;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class PatternMemoryTests
{
    private const int Seed = 11;

    // Long enough for the far lags of all segments here, and for wraps of every ring.
    private const int Length = 3000;

    private static PatternSegment[][] Shapes =>
    [
        // Room of its own for the calibrators' start; with the last sums' room; rings shorter than a vector, without a lag for the long scales.
        [new(8, 40, 1), new(41, 200, 3)],
        [new(8, 450, 1), new(451, 3000, 8)],
        [new(1, 3, 1), new(4, 4, 1), new(5, 20, 2)],
    ];

    public static TheoryData<int> ShapeNumbers => [.. Enumerable.Range(0, Shapes.Length)];

    [Theory]
    [MemberData(nameof(ShapeNumbers))]
    public void Observe_OfAnyLags_AgreesWithTheNaiveTwin(int shape)
    {
        var lags = new PatternLags(Shapes[shape]);
        double[] values = SyntheticSeries.Daily(Length, Seed);
        (double A, double Z)[] twin = PatternTwin.Over(lags, values);
        PatternEvidence[] evidence = Run(PatternMemory.Create(lags), values, out _);
        Assert.Contains(twin, row => row.A > 1 && row.Z > 1);
        PatternTwin.AssertNear([.. twin.Select(row => row.A)], [.. evidence.Select(row => row.Distance)]);
        PatternTwin.AssertNear([.. twin.Select(row => row.Z)], [.. evidence.Select(row => row.RelativeDistance)]);
    }

    [Theory]
    [MemberData(nameof(ShapeNumbers))]
    public void Observe_AtEveryVectorWidth_LeavesTheSameBits(int shape)
    {
        var lags = new PatternLags(Shapes[shape]);
        double[] values = SyntheticSeries.Daily(Length, Seed);
        byte[][] states = [.. VectorWidths.ByPreference.Select(width =>
        {
            Run(PatternMemory.Create(lags, width), values, out byte[] state);
            return state;
        })];
        Assert.All(states, state => Assert.Equal(states[0], state));
    }

    [Fact]
    public void Observe_WhenTheCalibratorsHaveStarted_LeavesTheirRoomToTheFarSums()
    {
        PatternMemory memory = PatternMemory.Create(PatternLags.Small);
        var layout = new PatternLayout(PatternLags.Small);
        Assert.Equal(layout.Segments[^1].SumsOffset, layout.StartsOffset);
        double[] values = SyntheticSeries.Daily(layout.StartRows, Seed);
        byte[] state = new byte[memory.StateBytes];
        Feed(memory, state, values[..^1]);
        Assert.True(FarSums().IndexOfAnyExcept(0) >= 0);
        memory.Observe(state, values[^1]);
        Assert.True(FarSums().IndexOfAnyExcept(0) < 0);

        ReadOnlySpan<float> FarSums() => MemoryMarshal.Cast<byte, float>(state)[layout.StartsOffset..];
    }

    [Fact]
    public void Observe_FromACopiedState_GoesOnAlike()
    {
        PatternMemory memory = PatternMemory.Create(PatternLags.Small);
        double[] values = SyntheticSeries.Daily(Length, Seed);
        Run(memory, values, out byte[] whole);
        Run(memory, values[..(Length / 2)], out byte[] half);
        byte[] copy = [.. half];
        PatternMemory other = PatternMemory.Create(PatternLags.Small);
        foreach (double value in values[(Length / 2)..])
        {
            other.Observe(copy, value);
        }

        Assert.Equal(whole, copy);
    }

    [Fact]
    public void Observe_OfAShapeSeenBefore_GivesLessThanOfANewOne()
    {
        // The same burst every 500 rows, and one that never was.
        var random = new Random(Seed);
        double[] values = [.. Enumerable.Range(0, 5000).Select(row => random.NextDouble() + (row % 500 < 20 ? 10 * Math.Sin((row % 500) * 0.5) : 0))];
        for (int i = 0; i < 20; i++)
        {
            values[4750 + i] += 10 * Math.Cos(i * 1.1);
        }

        PatternEvidence[] evidence = Run(PatternMemory.Create(PatternLags.Small), values, out _);
        double known = evidence[4500..4530].Max(row => row.Distance + row.RelativeDistance);
        double unknown = evidence[4750..4780].Max(row => row.Distance + row.RelativeDistance);
        Assert.True(unknown > 5 * known, $"{unknown} against {known}");
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-273.15)]
    [InlineData(1e30)]
    [InlineData(1e-300)]
    public void Observe_OfAConstantStream_RaisesNothing(double value)
    {
        double[] values = new double[Length];
        values.AsSpan().Fill(value);
        Assert.All(Run(PatternMemory.Create(PatternLags.Small), values, out _), row => Assert.Equal(0, row.Distance + row.RelativeDistance));
    }

    [Fact]
    public void Observe_OfAStreamThatStops_LeavesNoSubnormalNumber()
    {
        PatternMemory memory = PatternMemory.Create(PatternLags.Small);
        var layout = new PatternLayout(PatternLags.Small);
        byte[] state = new byte[memory.StateBytes];
        for (int row = 0; row < 16_000; row++)
        {
            memory.Observe(state, row < 1000 ? Math.Sin(row * 0.1) : 0.25);
            ReadOnlySpan<float> floats = MemoryMarshal.Cast<byte, float>(state)[layout.RecentOffset..];
            if (row % 31 == 0)
            {
                Assert.True(floats.IndexOfAnySubnormal() < 0, $"row {row}");
            }
        }

        // Nor does anything but the values themselves remain.
        Assert.True(MemoryMarshal.Cast<byte, float>(state)[layout.Segments[0].SumsOffset..].IndexOfAnyExcept(0) < 0);
    }

    [Fact]
    public void PatternHeader_AfterASmallReading_ForgetsItInEveryWindow()
    {
        // Behind first value, range and rows since a wild reading stand five numbers each: weights, then sums, sums of squares and usual variances.
        const int Sums = 4 + PatternScales.Length;
        var header = default(PatternHeader);
        double spread = 0;
        for (int row = 0; row < 20_000; row++)
        {
            float x = header.Place(row is > 0 and < 100 ? 1e-14 : 0);
            for (int scale = 0; scale < PatternScales.Length; scale++)
            {
                header.AddWeight(scale);
                spread = Math.Max(spread, header.Spread(scale, x));
            }

            header.Next();
        }

        Assert.InRange(spread, 1e-29, 1e-27);
        Assert.All(MemoryMarshal.Cast<PatternHeader, double>(new Span<PatternHeader>(ref header)).Slice(Sums, 3 * PatternScales.Length).ToArray(), value => Assert.Equal(0, value));
    }

    [Theory]
    [MemberData(nameof(HardSeries))]
    public void Observe_OfAHardSeries_StaysFinite(string name, double[] values)
    {
        PatternMemory memory = PatternMemory.Create(PatternLags.Small);
        PatternEvidence[] evidence = Run(memory, values, out byte[] state);
        Assert.All(evidence, row => Assert.True(row.Distance is >= 0 and <= 500 && row.RelativeDistance is >= 0 and <= 500, name));
        int floats = new PatternLayout(PatternLags.Small).RecentOffset;
        Assert.True(MemoryMarshal.Cast<byte, float>(state)[floats..].ToArray().All(float.IsFinite), name);
    }

    [Theory]
    [InlineData(1e6)]
    [InlineData(-1e30)]
    public void Observe_AfterAWildReading_IsAsBeforeWithinBoundedRows(double wild)
    {
        var random = new Random(Seed);
        double[] values = [.. Enumerable.Range(0, 8000).Select(row => Math.Sin(row * 0.05) + (0.2 * random.NextDouble()))];
        double[] spoilt = [.. values];
        spoilt[3000] = wild;
        PatternEvidence[] undisturbed = Run(PatternMemory.Create(PatternLags.Small), values, out _);
        PatternEvidence[] evidence = Run(PatternMemory.Create(PatternLags.Small), spoilt, out _);
        Assert.True(evidence[3000].Distance > 100);
        // The reading itself leaves the longest window after 16 times 64 rows.
        for (int row = 3000 + (16 * 64); row < 8000 - 500; row += 500)
        {
            Assert.InRange(Mean(evidence, row), 0.7 * Mean(undisturbed, row), 1.3 * Mean(undisturbed, row));
        }

        static double Mean(PatternEvidence[] evidence, int row) => evidence[row..(row + 500)].Average(e => e.Distance + e.RelativeDistance);
    }

    [Fact]
    public void Observe_FromTheFirstReadingOn_AllocatesNothing()
    {
        PatternMemory memory = PatternMemory.Create(PatternLags.Small);
        double[] values = SyntheticSeries.Daily(2000, Seed);
        byte[] state = new byte[memory.StateBytes];
        Feed(memory, state, values);
        state.AsSpan().Clear();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Feed(memory, state, values);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void StateBytes_OfTheNamedLags_StayWithinTheirBudgets()
    {
        Assert.InRange(PatternLags.Near.StateBytes, 1, 25 * 1024);
        Assert.InRange(PatternLags.Small.StateBytes, 1, 71 * 1024);
        Assert.InRange(PatternLags.Wide.StateBytes, 1, 132 * 1024);
    }

    [Fact]
    public void Observe_WithAStateOfAnotherSize_SaysBothSizes()
    {
        PatternMemory memory = PatternMemory.Create(PatternLags.Near);
        ArgumentException error = Assert.Throws<ArgumentException>(() => memory.Observe(new byte[64], 0));
        Assert.Contains($"The state has 64 bytes; {memory.StateBytes} are needed.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 20, 24, 40, 4, "The segment from 24 on does not follow the one before it, which ends before 21.")]
    [InlineData(8, 20, 21, 40, 0, "The segment from 21 to 40 by 0 has no lag of 1 or more.")]
    [InlineData(0, 20, 21, 40, 4, "The segment from 0 to 20 by 1 has no lag of 1 or more.")]
    public void New_WithSegmentsThatDoNotFollowEachOther_NamesTheOne(int first, int last, int nextFirst, int nextLast, int step, string expected)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => new PatternLags(new PatternSegment(first, last, 1), new PatternSegment(nextFirst, nextLast, step)));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, double[]> HardSeries()
    {
        const int Rows = 2500;
        double[] From(Func<int, double> value) => [.. Enumerable.Range(0, Rows).Select(value)];
        return new TheoryData<string, double[]>
        {
            { "one jump", From(row => row < 400 ? 5 : 1e30) },
            { "jumps to and fro", From(row => row % 2 == 0 ? -1e30 : 1e30) },
            { "jumps past the largest number", From(row => row % 7 == 0 ? -double.MaxValue : double.MaxValue) },
            { "one huge spike", From(row => row == 300 ? -1e30 : Math.Sin(row)) },
            { "a huge spike after a constant", From(row => row == 1300 ? 1e30 : 3) },
            { "tiny", From(row => 1e-300 * Math.Sin(row)) },
            { "growing a thousandfold a day", From(row => Math.Pow(1.024, row)) },
            { "constant, then a wave", From(row => row < 1350 ? 3 : 3 + Math.Sin(row)) },
            { "over all magnitudes", From(row => Math.Pow(10, (row % 330) - 300)) },
        };
    }

    private static PatternEvidence[] Run(PatternMemory memory, double[] values, out byte[] state)
    {
        byte[] fresh = state = new byte[memory.StateBytes];
        return [.. values.Select(value => memory.Observe(fresh, value))];
    }

    private static void Feed(PatternMemory memory, Span<byte> state, ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            memory.Observe(state, value);
        }
    }
}

/// <summary>Finds subnormal numbers.</summary>
file static class Subnormal
{
    public static int IndexOfAnySubnormal(this ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsSubnormal(values[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
