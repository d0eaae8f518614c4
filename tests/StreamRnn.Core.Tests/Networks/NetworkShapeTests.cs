using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Tests.Networks;

public sealed class NetworkShapeTests
{
    private const ulong Seed = 5;

    [Theory]
    [InlineData(3, 8, 1, 1)]
    [InlineData(3, 8, 1, 3)]
    [InlineData(20, 16, 9, 2)]
    [InlineData(6, 40, 2, 4)]
    public void Parameters_LayersThenHead_HaveTheirOwnPlacesSideBySide(int inputs, int hiddenUnits, int targets, int layers)
    {
        var shape = new NetworkShape(inputs, hiddenUnits, targets, layers);
        int end = 0;
        for (int layer = 0; layer < layers; layer++)
        {
            LstmShape cell = shape.Layer(layer).Cell;
            Assert.Equal(hiddenUnits, cell.HiddenUnits);
            Assert.Equal(layer == 0 ? inputs : shape.PaddedHiddenUnits, cell.Inputs);
            Assert.Equal(end, shape.Layer(layer).WeightStart);
            end += cell.WeightCount;
        }

        var places = new HashSet<int>();
        for (int output = 0; output < shape.OutputLength; output++)
        {
            Assert.All(Enumerable.Range(0, inputs), input => Assert.True(places.Add(shape.Head.InputIndex(output, input))));
            Assert.All(Enumerable.Range(0, hiddenUnits), unit => Assert.True(places.Add(shape.Head.HiddenIndex(output, unit))));
            Assert.True(places.Add(shape.Head.BiasStart + output));
        }

        Assert.Equal(end, places.Min());
        Assert.InRange(places.Max(), end, shape.ParameterCount - 1);
        Assert.Equal(0, shape.ParameterCount % 16);
    }

    [Fact]
    public void Row_OfThreeLayers_HoldsAllHiddenStatesThenAllCellStates()
    {
        // 8 units take a block of 16.
        var shape = new NetworkShape(3, 8, 1, 3);
        Assert.Equal(48, shape.HiddenLength);
        Assert.Equal(96, shape.StateLength);
        Assert.Equal(99, shape.RowLength);
        Assert.Equal(3 + 32, shape.Head.HiddenStateStart);
    }

    [Fact]
    public void Initialise_LayersAboveTheFirst_LeaveItsBitsAndDrawEightSquaredNumbersEach()
    {
        var one = new NetworkShape(3, 24, 1);
        var three = one with { Layers = 3 };
        var first = new SplitMix64(Seed);
        var second = new SplitMix64(Seed);
        var parameters = new float[one.ParameterCount];
        var stacked = new float[three.ParameterCount];
        ForecastNetwork.Create(one).Initialise(parameters, ref first);
        ForecastNetwork.Create(three).Initialise(stacked, ref second);
        Assert.Equal(parameters[..one.HeadStart], stacked[..one.HeadStart]);
        Assert.Equal(parameters[one.HeadStart..], stacked[three.HeadStart..]);
        for (int number = 0; number < 2 * 8 * 24 * 24; number++)
        {
            first.NextSingle();
        }

        Assert.Equal(first, second);
        var twin = new TwinNetwork(three, stacked);
        double bound = 1 / Math.Sqrt(48);
        for (int layer = 1; layer < 3; layer++)
        {
            double[] weights = twin.Weights[three.Layer(layer).WeightStart..three.Layer(layer + 1).WeightStart];
            Assert.Equal(1, weights[three.Layer(layer).Cell.WeightIndex(23, LstmGate.Forget, 0)], 1e-7);

            // The largest of 4,608 uniform numbers is beyond 99 % of the bound but for one seed in 10^20.
            Assert.InRange(weights.Where(weight => weight is < 0.99).Max(Math.Abs), 0.99 * bound, bound * 1.0000001);
        }
    }
}
