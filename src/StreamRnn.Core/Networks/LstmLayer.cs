using StreamRnn.Core.Cells;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Networks;

/// <summary>A layer's place in the network: its weights among the parameters, its inputs, h and c in a stream's row.</summary>
internal readonly struct LstmLayer
{
    private readonly int inputs;

    /// <param name="shape">The network's sizes.</param>
    /// <param name="layer">0 is the lowest, which reads the network's inputs; each above reads the h of the one below.</param>
    public LstmLayer(NetworkShape shape, int layer)
    {
        int padded = shape.PaddedHiddenUnits;
        bool isLowest = layer == 0;
        inputs = isLowest ? shape.Inputs : shape.HiddenUnits;
        Cell = isLowest ? shape.Cell : UpperCell(shape);
        WeightStart = WeightCountBelow(shape, layer);
        InputStart = isLowest ? 0 : shape.Inputs + ((layer - 1) * padded);
        CellStateStart = shape.Inputs + shape.HiddenLength + (layer * padded);
    }

    /// <summary>The cell's sizes. Above the lowest layer its inputs are all Hp units of the layer below.</summary>
    public LstmShape Cell { get; }

    /// <summary>Floats from the first parameter to the layer's packed weights.</summary>
    public int WeightStart { get; }

    /// <summary>Floats from a row's beginning to the layer's inputs. Its h directly follows them.</summary>
    public int InputStart { get; }

    /// <summary>Floats from a row's beginning to the layer's h.</summary>
    public int HiddenStateStart => InputStart + Cell.Inputs;

    /// <summary>Floats from a row's beginning to the layer's c.</summary>
    public int CellStateStart { get; }

    /// <summary>Floats of the weights of all layers below one; below the head, where it is the number of layers.</summary>
    public static int WeightCountBelow(NetworkShape shape, int layer) =>
        layer == 0 ? 0 : shape.Cell.WeightCount + ((layer - 1) * UpperCell(shape).WeightCount);

    /// <summary>Writes first weights, uniform in ±1/√(inputs + H), with a forget bias of 1. Padding, of units and of inputs, has weights of 0.</summary>
    public void Initialise(Span<float> parameters, ref SplitMix64 random)
    {
        Span<float> weights = parameters.Slice(WeightStart, Cell.WeightCount);
        weights.Clear();
        float bound = 1 / MathF.Sqrt(inputs + Cell.HiddenUnits);
        for (int unit = 0; unit < Cell.HiddenUnits; unit++)
        {
            for (LstmGate gate = LstmGate.Input; gate <= LstmGate.Output; gate++)
            {
                weights[Cell.WeightIndex(unit, gate, 0)] = gate == LstmGate.Forget ? LstmShape.Fold(gate) : 0;
                for (int row = 1; row <= Cell.WeightRows; row++)
                {
                    if (row <= inputs || row > Cell.Inputs)
                    {
                        weights[Cell.WeightIndex(unit, gate, row)] = LstmShape.Fold(gate) * bound * ((2 * random.NextSingle()) - 1);
                    }
                }
            }
        }
    }

    private static LstmShape UpperCell(NetworkShape shape) => new(shape.PaddedHiddenUnits, shape.HiddenUnits);
}
