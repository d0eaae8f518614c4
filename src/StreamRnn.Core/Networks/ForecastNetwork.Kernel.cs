using System.Runtime.CompilerServices;
using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Networks;

/// <summary>The network in one vector width.</summary>
internal sealed unsafe class ForecastNetwork<TSimd, TVector>(NetworkShape shape) : ForecastNetwork(shape)
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Streams whose gate sums are held at a time: enough to use a chunk of weights well, and at most 96 KiB of stack.</summary>
    private const int TileLength = 24;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public override void Step(ReadOnlySpan<float> parameters, Span<float> row, Span<float> outputs)
    {
        NetworkShapeGuard.Require(parameters.Length, Shape.ParameterCount, nameof(parameters));
        NetworkShapeGuard.Require(row.Length, Shape.RowLength, nameof(row));
        NetworkShapeGuard.Require(outputs.Length, Shape.OutputLength, nameof(outputs));
        float* gates = stackalloc float[4 * LstmShape.MaximumHiddenUnits];
        fixed (float* weights = parameters, x = row, forecast = outputs)
        {
            float* only = x;
            float* input;
            Advance(weights, &only, &input, 1, gates, forecast);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public override void StepMany(ReadOnlySpan<float> parameters, ReadOnlySpan<nint> rows, Span<float> outputs)
    {
        NetworkShapeGuard.Require(parameters.Length, Shape.ParameterCount, nameof(parameters));
        NetworkShapeGuard.Require(outputs.Length, rows.Length * Shape.OutputLength, nameof(outputs));
        float* gates = stackalloc float[TileLength * 4 * Shape.PaddedHiddenUnits];
        float** inputs = stackalloc float*[TileLength];
        fixed (float* weights = parameters, forecasts = outputs)
        fixed (nint* addresses = rows)
        {
            for (int start = 0; start < rows.Length; start += TileLength)
            {
                int count = Math.Min(TileLength, rows.Length - start);
                Advance(weights, (float**)(addresses + start), inputs, count, gates, forecasts + (start * Shape.OutputLength));
            }
        }
    }

    /// <inheritdoc/>
    public override void Forecast(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, Span<float> outputs)
    {
        NetworkShapeGuard.Require(parameters.Length, Shape.ParameterCount, nameof(parameters));
        NetworkShapeGuard.Require(row.Length, Shape.RowLength, nameof(row));
        NetworkShapeGuard.Require(outputs.Length, Shape.OutputLength, nameof(outputs));
        fixed (float* weights = parameters, x = row, forecast = outputs)
        {
            ForecastHead<TSimd, TVector>.Step(Shape, weights, x, x + Shape.TopHiddenStart, forecast);
        }
    }

    /// <summary>
    /// Layer by layer: h and c from the layer's inputs and its own h, which stand one after the other. All sums of a layer are taken before
    /// one of its hidden states is written, so rows may be advanced in place.
    /// </summary>
    /// <param name="parameters">All parameters.</param>
    /// <param name="rows">The streams' rows.</param>
    /// <param name="inputs">Scratch for as many addresses: where a layer's inputs begin.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="gates">Scratch for the gates' sums of one layer, <c>[count, 4 Hp]</c>.</param>
    /// <param name="outputs">Receives <c>[count, 2F]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(float* parameters, float** rows, float** inputs, int count, float* gates, float* outputs)
    {
        NetworkShape shape = Shape;
        float* weights = parameters;
        for (int row = 0; row < count; row++)
        {
            inputs[row] = rows[row];
        }

        for (int layer = 0; layer < shape.Layers; layer++)
        {
            LstmShape cell = shape.CellOf(layer);
            AdvanceLayer(cell, shape.HiddenLength, weights, inputs, count, gates);
            weights += cell.WeightCount;
        }

        for (int row = 0; row < count; row++)
        {
            ForecastHead<TSimd, TVector>.Step(shape, parameters, rows[row], inputs[row], outputs + (row * shape.OutputLength));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AdvanceLayer(LstmShape cell, int hiddenLength, float* weights, float** inputs, int count, float* gates)
    {
        int blocks = cell.Blocks;
        LstmCell<TSimd, TVector>.Sum(cell, weights, inputs, count, gates);
        for (int row = 0; row < count; row++)
        {
            float* hiddenState = inputs[row] + cell.Inputs;
            float* cellState = hiddenState + hiddenLength;
            LstmCell<TSimd, TVector>.Activate(blocks, gates, cellState, cellState, hiddenState, record: false);
            inputs[row] = hiddenState;
            gates += blocks * Packing.RowLength;
        }
    }
}
