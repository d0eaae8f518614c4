using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Tests.Networks;

public sealed class TwinNetworkTests
{
    private const ulong Seed = 11;

    [Theory]
    [InlineData(3, 8, 1, 1, 9)]
    [InlineData(4, 16, 2, 1, 6)]
    [InlineData(3, 8, 1, 2, 7)]
    [InlineData(2, 8, 2, 3, 5)]
    public void Window_EveryWeight_HasTheGradientOfFiniteDifferences(int inputs, int hiddenUnits, int targets, int layers, int steps)
    {
        // A central difference of step 1e-5 in double errs by some 1e-10 here.
        const double Step = 1e-5;
        const double Tolerance = 1e-8;
        var shape = new NetworkShape(inputs, hiddenUnits, targets, layers);
        var random = new SplitMix64(Seed);
        var twin = new TwinNetwork(shape, Samples.Parameters(shape, ref random));
        double[][] x = Samples.Rows(Samples.Values(steps * inputs, 1, ref random), inputs);
        double[][] y = Samples.Rows(Samples.Values(steps * targets, 1, ref random), targets);
        y[2][0] = double.NaN;
        float[] state = Samples.State(shape, ref random);
        double[] gradient = twin.Window(x, y, state, double.PositiveInfinity).Gradient;
        int alive = 0;
        for (int index = 0; index < twin.Weights.Length; index++)
        {
            double weight = twin.Weights[index];
            twin.Weights[index] = weight + Step;
            double above = twin.Window(x, y, state, double.PositiveInfinity).Loss;
            twin.Weights[index] = weight - Step;
            double below = twin.Window(x, y, state, double.PositiveInfinity).Loss;
            twin.Weights[index] = weight;
            Assert.Equal((above - below) / (2 * Step), gradient[index], Tolerance);
            alive += gradient[index] != 0 ? 1 : 0;
        }

        int weights = (4 * hiddenUnits * (1 + inputs + hiddenUnits + ((layers - 1) * (1 + hiddenUnits + hiddenUnits)))) + (2 * targets * (1 + inputs + hiddenUnits));
        Assert.Equal(weights, alive);
    }
}
