using System.Globalization;
using StreamRnn.Core.Cells;
using StreamRnn.Core.Networks;
using StreamRnn.Tests;

namespace StreamRnn.Core.Tests.Networks;

/// <summary>Two layers of 8 units by libtorch in double precision (Reference/stacked_lstm.cpp): a name a line, then its numbers.</summary>
internal sealed class StackedLstmReference
{
    public static readonly NetworkShape Shape = new(3, 8, 1, 2);

    private readonly Dictionary<string, double[]> numbers = File
        .ReadLines(RepositoryRoot.At("tests/StreamRnn.Core.Tests/Networks/Reference/stacked_lstm.txt"))
        .Select(line => line.Split(' '))
        .ToDictionary(parts => parts[0], parts => parts[1..].Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray());

    public double[] this[string name] => numbers[name];

    /// <summary>Weights, or with the prefix <c>gradient_</c> their gradient, at the packed layout's places, unfolded.</summary>
    public double[] Packed(string prefix = "")
    {
        var packed = new double[Shape.ParameterCount];
        for (int layer = 0; layer < Shape.Layers; layer++)
        {
            LstmShape cell = Shape.Layer(layer).Cell;
            int inputs = layer == 0 ? Shape.Inputs : Shape.HiddenUnits;
            for (int row = 0; row < 4 * Shape.HiddenUnits; row++)
            {
                // torch's rows go by gate, in the order i, f, g, o, then by unit.
                int Place(int column) => Shape.Layer(layer).WeightStart + cell.WeightIndex(row % Shape.HiddenUnits, (LstmGate)(row / Shape.HiddenUnits), column);
                packed[Place(0)] = numbers[$"{prefix}bias_ih_l{layer}"][row];
                for (int input = 0; input < inputs; input++)
                {
                    packed[Place(1 + input)] = numbers[$"{prefix}weight_ih_l{layer}"][(row * inputs) + input];
                }

                for (int hidden = 0; hidden < Shape.HiddenUnits; hidden++)
                {
                    packed[Place(1 + cell.Inputs + hidden)] = numbers[$"{prefix}weight_hh_l{layer}"][(row * Shape.HiddenUnits) + hidden];
                }
            }
        }

        int columns = Shape.Inputs + Shape.HiddenUnits;
        for (int output = 0; output < Shape.OutputLength; output++)
        {
            packed[Shape.Head.BiasStart + output] = numbers[$"{prefix}head_bias"][output];
            for (int column = 0; column < columns; column++)
            {
                int place = column < Shape.Inputs ? Shape.Head.InputIndex(output, column) : Shape.Head.HiddenIndex(output, column - Shape.Inputs);
                packed[place] = numbers[$"{prefix}head_weight"][(output * columns) + column];
            }
        }

        return packed;
    }
}
