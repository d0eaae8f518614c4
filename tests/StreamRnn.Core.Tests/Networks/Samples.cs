using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Tests.Networks;

/// <summary>Seeded weights and inputs for tests.</summary>
internal static class Samples
{
    public static double NextNormalish(ref SplitMix64 random) => (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2;

    /// <summary>First parameters with a head that listens to the hidden state as well, so that every gradient is alive.</summary>
    public static float[] Parameters(NetworkShape shape, ref SplitMix64 random)
    {
        var parameters = new float[shape.ParameterCount];
        ForecastNetwork.Create(shape).Initialise(parameters, ref random);
        for (int output = 0; output < shape.OutputLength; output++)
        {
            parameters[shape.Head.BiasStart + output] = (float)(0.2 * NextNormalish(ref random));
            for (int unit = 0; unit < shape.HiddenUnits; unit++)
            {
                parameters[shape.Head.HiddenIndex(output, unit)] = (float)(0.3 * NextNormalish(ref random));
            }
        }

        return parameters;
    }

    public static float[] Values(int count, double scale, ref SplitMix64 random)
    {
        var values = new float[count];
        for (int index = 0; index < count; index++)
        {
            values[index] = (float)(scale * NextNormalish(ref random));
        }

        return values;
    }

    /// <summary>A state of small values of the H units of each layer's h and c; padding is 0, as in every stream's memory.</summary>
    public static float[] State(NetworkShape shape, ref SplitMix64 random)
    {
        var state = new float[shape.StateLength];
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            for (int unit = 0; unit < shape.HiddenUnits; unit++)
            {
                int hidden = (layer * shape.PaddedHiddenUnits) + unit;
                state[hidden] = (float)(0.3 * NextNormalish(ref random));
                state[shape.HiddenLength + hidden] = (float)(0.6 * NextNormalish(ref random));
            }
        }

        return state;
    }

    /// <summary>Rows of <paramref name="width"/> values as double.</summary>
    public static double[][] Rows(ReadOnlySpan<float> values, int width)
    {
        var rows = new double[values.Length / width][];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = new double[width];
            for (int index = 0; index < width; index++)
            {
                rows[row][index] = values[(row * width) + index];
            }
        }

        return rows;
    }
}
