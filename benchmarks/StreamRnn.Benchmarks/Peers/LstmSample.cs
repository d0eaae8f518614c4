using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>Seeded ordinary weights of a forecast network, which every engine gets in its own layout.</summary>
/// <remarks>Uniform in ±1/√(I + H), as at the start of training; the head likewise, so that every gradient is alive.</remarks>
internal sealed class LstmSample
{
    /// <summary>Any seed does; this one is the year of the LSTM.</summary>
    private const ulong Seed = 1997;

    public LstmSample(NetworkShape shape)
    {
        Shape = shape;
        var random = new SplitMix64(Seed);
        int rows = shape.Cell.WeightRows;
        float bound = 1 / MathF.Sqrt(rows);
        Weights = Uniform(4 * shape.HiddenUnits * rows, bound, ref random);
        Bias = Uniform(4 * shape.HiddenUnits, bound, ref random);
        Head = Uniform(shape.OutputLength * rows, bound, ref random);
        HeadBias = Uniform(shape.OutputLength, bound, ref random);
    }

    public NetworkShape Shape { get; }

    /// <summary><c>[4H, I + H]</c>, gates in the order i, f, g, o.</summary>
    public float[] Weights { get; }

    /// <summary><c>[4H]</c>.</summary>
    public float[] Bias { get; }

    /// <summary><c>[2F, I + H]</c>.</summary>
    public float[] Head { get; }

    /// <summary><c>[2F]</c>.</summary>
    public float[] HeadBias { get; }

    /// <summary>Uniform in [-bound, bound).</summary>
    public static float[] Uniform(int count, float bound, ref SplitMix64 random)
    {
        var values = new float[count];
        foreach (ref float value in values.AsSpan())
        {
            value = bound * ((2 * random.NextSingle()) - 1);
        }

        return values;
    }

    /// <summary>The same weights as our kernels read them, packed and folded.</summary>
    public float[] Pack()
    {
        var parameters = new float[Shape.ParameterCount];
        VisitCell((packed, fold, row, weight) => parameters[packed] = fold * (row == 0 ? Bias[weight] : Weights[weight]));
        for (int output = 0; output < Shape.OutputLength; output++)
        {
            ReadOnlySpan<float> weights = Head.AsSpan(output * Shape.Cell.WeightRows, Shape.Cell.WeightRows);
            for (int input = 0; input < Shape.Inputs; input++)
            {
                parameters[Shape.Head.InputIndex(output, input)] = weights[input];
            }

            for (int unit = 0; unit < Shape.HiddenUnits; unit++)
            {
                parameters[Shape.Head.HiddenIndex(output, unit)] = weights[Shape.Inputs + unit];
            }

            parameters[Shape.Head.BiasStart + output] = HeadBias[output];
        }

        return parameters;
    }

    /// <summary>From packed parameters to ordinary weights, <c>[4H, I + H]</c>, then the bias <c>[4H]</c>.</summary>
    public void Unpack(float[] parameters, Span<float> weights)
    {
        var ordinary = new float[Weights.Length + Bias.Length];
        VisitCell((packed, fold, row, weight) => ordinary[(row == 0 ? Weights.Length : 0) + weight] = parameters[packed] / fold);
        ordinary.CopyTo(weights);
    }

    private void VisitCell(Action<int, float, int, int> visit)
    {
        LstmShape cell = Shape.Cell;
        for (LstmGate gate = LstmGate.Input; gate <= LstmGate.Output; gate++)
        {
            for (int unit = 0; unit < cell.HiddenUnits; unit++)
            {
                int gateUnit = ((int)gate * cell.HiddenUnits) + unit;
                for (int row = 0; row <= cell.WeightRows; row++)
                {
                    visit(cell.WeightIndex(unit, gate, row), LstmShape.Fold(gate), row, row == 0 ? gateUnit : (gateUnit * cell.WeightRows) + row - 1);
                }
            }
        }
    }
}
