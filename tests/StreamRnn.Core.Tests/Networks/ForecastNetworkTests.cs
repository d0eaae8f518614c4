using StreamRnn.Core.Buffers;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Tests.Networks;

public sealed unsafe class ForecastNetworkTests
{
    private const ulong Seed = 20260131;

    /// <summary>The project's bound on h against double precision.</summary>
    private const double HiddenStateTolerance = 5e-7;

    /// <summary>Longer than any truncation window.</summary>
    private const int Steps = 200;

    public static TheoryData<int, int, int, int> Shapes()
    {
        // Every number of hidden units; one, few, odd and the most inputs take turns.
        int[] inputs = [1, 3, 18, 64, 33];
        var shapes = new TheoryData<int, int, int, int>();
        for (int hiddenUnits = 8; hiddenUnits <= 256; hiddenUnits += 8)
        {
            int count = inputs[hiddenUnits / 8 % inputs.Length];
            shapes.Add(count, hiddenUnits, Math.Min(count, 1 + (hiddenUnits / 8 % 3)), 1);
        }

        shapes.Add(192, 8, 64, 1);
        shapes.Add(192, 256, 64, 1);
        shapes.Add(3, 32, 1, 1);
        foreach (int hiddenUnits in (int[])[8, 16, 24, 32, 40, 64, 136])
        {
            shapes.Add(3, hiddenUnits, 1, 2);
            shapes.Add(6, hiddenUnits, 2, 3);
        }

        shapes.Add(192, 256, 64, 4);
        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Step_EveryShapeAndWidth_FollowsDoublePrecisionAndAgreesBitByBit(int inputs, int hiddenUnits, int targets, int layers)
    {
        var shape = new NetworkShape(inputs, hiddenUnits, targets, layers);
        var random = new SplitMix64(Seed);
        float[] parameters = Samples.Parameters(shape, ref random);
        float[] values = Samples.Values(Steps * inputs, 1, ref random);
        var twin = new TwinNetwork(shape, parameters);
        ForecastNetwork[] networks = [.. VectorWidths.ByPreference.Select(width => ForecastNetwork.Create(shape, width))];
        float[][] rows = [.. networks.Select(_ => new float[shape.RowLength])];
        float[][] outputs = [.. networks.Select(_ => new float[shape.OutputLength])];
        var state = new TwinState(shape);
        double worst = 0;
        for (int step = 0; step < Steps; step++)
        {
            ReadOnlySpan<float> x = values.AsSpan(step * inputs, inputs);
            double[] expected = twin.Step(Samples.Rows(x, inputs)[0], state);
            for (int variant = 0; variant < networks.Length; variant++)
            {
                x.CopyTo(rows[variant]);
                networks[variant].Step(parameters, rows[variant], outputs[variant]);
                Assert.Equal(rows[0], rows[variant]);
                Assert.Equal(outputs[0], outputs[variant]);
            }

            for (int layer = 0; layer < layers; layer++)
            {
                float[] h = rows[0][(inputs + (layer * shape.PaddedHiddenUnits))..];
                for (int unit = 0; unit < hiddenUnits; unit++)
                {
                    worst = Math.Max(worst, Math.Abs(h[unit] - state.H[layer][unit]));
                }
            }

            for (int output = 0; output < expected.Length; output++)
            {
                // The head sums up to 448 products of either sign of size up to 3.
                Assert.Equal(expected[output], outputs[0][output], 1e-5);
            }
        }

        Assert.InRange(worst, 0, HiddenStateTolerance);
        for (int start = inputs; start < shape.RowLength; start += shape.PaddedHiddenUnits)
        {
            Assert.All(rows[0][(start + hiddenUnits)..(start + shape.PaddedHiddenUnits)], padding => Assert.Equal(0, padding));
        }
    }

    [Fact]
    public void Step_HugeInputs_StaysFinite()
    {
        var shape = new NetworkShape(2, 16, 1);
        var random = new SplitMix64(Seed);
        float[] parameters = Samples.Parameters(shape, ref random);
        foreach (VectorWidth width in VectorWidths.ByPreference)
        {
            var row = new float[shape.RowLength];
            var outputs = new float[shape.OutputLength];
            ForecastNetwork network = ForecastNetwork.Create(shape, width);
            for (int step = 0; step < 1000; step++)
            {
                row[0] = (step % 3) switch { 0 => 1e30f, 1 => -1e30f, _ => 0 };
                row[1] = 1e30f;
                network.Step(parameters, row, outputs);
                Assert.All(row, value => Assert.True(float.IsFinite(value), $"{value} at step {step}"));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Forecast_AfterStep_RepeatsItsForecastAndLeavesTheRow(int layers)
    {
        var shape = new NetworkShape(4, 24, 2, layers);
        var random = new SplitMix64(Seed);
        float[] parameters = Samples.Parameters(shape, ref random);
        var row = new float[shape.RowLength];
        Samples.Values(4, 1, ref random).CopyTo(row, 0);
        var outputs = new float[4];
        ForecastNetwork network = ForecastNetwork.Create(shape);
        network.Step(parameters, row, outputs);
        float[] before = [.. row];
        var again = new float[4];
        network.Forecast(parameters, row, again);
        Assert.Equal(outputs, again);
        Assert.Equal(before, row);
    }

    [Fact]
    public void Initialise_FirstForecast_IsTheLinearPredictorsWithScaleOne()
    {
        var shape = new NetworkShape(6, 32, 2);
        var random = new SplitMix64(Seed);
        var parameters = new float[shape.ParameterCount];
        ForecastNetwork network = ForecastNetwork.Create(shape);
        network.Initialise(parameters, ref random);
        var row = new float[shape.RowLength];
        ReadOnlySpan<float> x = [0.5f, -1.5f, 3, 4, 5, 6];
        x.CopyTo(row);
        var outputs = new float[4];
        network.Step(parameters, row, outputs);
        Assert.Equal([0.5f, -1.5f, 0, 0], outputs);
    }

    [Fact]
    public void Initialise_SameSeed_GivesTheSameBitsAndTheForgetBiasOne()
    {
        var shape = new NetworkShape(3, 16, 1);
        var parameters = new float[shape.ParameterCount];
        var again = new float[shape.ParameterCount];
        var first = new SplitMix64(Seed);
        var second = new SplitMix64(Seed);
        ForecastNetwork.Create(shape, VectorWidth.Bits128).Initialise(parameters, ref first);
        ForecastNetwork.Create(shape, VectorWidth.Bits512).Initialise(again, ref second);
        Assert.Equal(parameters, again);
        Assert.Equal(first, second);
        var twin = new TwinNetwork(shape, parameters);
        Assert.Equal(1, twin.Weights[shape.Cell.WeightIndex(5, Core.Cells.LstmGate.Forget, 0)], 1e-7);
        Assert.Equal(0, twin.Weights[shape.Cell.WeightIndex(5, Core.Cells.LstmGate.Input, 0)]);
        double largest = twin.Weights[..shape.HeadStart].Where(weight => weight is not 1).Max(Math.Abs);
        Assert.InRange(largest, 0.2, 1.0000001);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Step_AndStepMany_AllocateNothing(int layers)
    {
        var shape = new NetworkShape(3, 32, 1, layers);
        var random = new SplitMix64(Seed);
        float[] parameters = Samples.Parameters(shape, ref random);
        const int Streams = 7;
        var memory = new AlignedBuffer(Streams * shape.RowLength);
        nint[] rows = [.. Enumerable.Range(0, Streams).Select(stream => (nint)(memory.Pointer + (stream * shape.RowLength)))];
        var outputs = new float[Streams * shape.OutputLength];
        foreach (VectorWidth width in VectorWidths.ByPreference)
        {
            ForecastNetwork network = ForecastNetwork.Create(shape, width);
            for (int round = 0; round < 2; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                network.Step(parameters, memory.Span[..shape.RowLength], outputs.AsSpan(0, shape.OutputLength));
                network.StepMany(parameters, rows, outputs);
                network.Forecast(parameters, memory.Span[..shape.RowLength], outputs.AsSpan(0, shape.OutputLength));
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                Assert.True(round == 0 || allocated == 0, $"{width} allocated {allocated} bytes.");
            }
        }
    }

    [Theory]
    [InlineData(0, 16, 1, 1, "Inputs")]
    [InlineData(193, 16, 1, 1, "Inputs")]
    [InlineData(3, 12, 1, 1, "HiddenUnits")]
    [InlineData(3, 264, 1, 1, "HiddenUnits")]
    [InlineData(3, 0, 1, 1, "HiddenUnits")]
    [InlineData(3, 16, 4, 1, "Targets")]
    [InlineData(3, 16, 0, 1, "Targets")]
    [InlineData(100, 16, 65, 1, "Targets")]
    [InlineData(3, 16, 1, 0, "Layers")]
    [InlineData(3, 16, 1, 5, "Layers")]
    public void Create_SizeOutsideItsRange_NamesIt(int inputs, int hiddenUnits, int targets, int layers, string name)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => ForecastNetwork.Create(new NetworkShape(inputs, hiddenUnits, targets, layers)));
        Assert.Equal(name, exception.ParamName);
    }

    [Fact]
    public void Step_SpanOfAnotherLength_SaysBothLengths()
    {
        var shape = new NetworkShape(3, 16, 1);
        var exception = Assert.Throws<ArgumentException>(
            () => ForecastNetwork.Create(shape).Step(new float[shape.ParameterCount], new float[shape.RowLength - 1], new float[2]));
        Assert.Equal("row holds 34 floats where the network's shape asks for 35. (Parameter 'row')", exception.Message);
    }
}
