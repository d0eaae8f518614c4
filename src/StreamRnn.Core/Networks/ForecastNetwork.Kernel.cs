using System.Runtime.CompilerServices;
using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Networks;

/// <summary>The network in one vector width.</summary>
internal sealed unsafe class ForecastNetwork<TSimd, TVector>(NetworkShape shape) : ForecastNetwork(shape)
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Streams whose gate sums are held at a time: enough to use a chunk of weights well, and at most 120 KiB of stack.</summary>
    private const int TileLength = 24;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public override void Step(ReadOnlySpan<float> parameters, Span<float> row, Span<float> outputs)
    {
        NetworkShapeGuard.Require(parameters.Length, Shape.ParameterCount, nameof(parameters));
        NetworkShapeGuard.Require(row.Length, Shape.RowLength, nameof(row));
        NetworkShapeGuard.Require(outputs.Length, Shape.OutputLength, nameof(outputs));
        float* scratch = stackalloc float[(5 * Shape.PaddedHiddenUnits) + Packing.BlockWidth];
        fixed (float* weights = parameters, x = row, forecast = outputs)
        {
            float* only = x;
            float* input;
            Advance(weights, &only, &input, 1, Align(scratch), forecast);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public override void StepMany(ReadOnlySpan<float> parameters, ReadOnlySpan<nint> rows, Span<float> outputs)
    {
        NetworkShapeGuard.Require(parameters.Length, Shape.ParameterCount, nameof(parameters));
        NetworkShapeGuard.Require(outputs.Length, rows.Length * Shape.OutputLength, nameof(outputs));
        float* scratch = stackalloc float[(TileLength * 5 * Shape.PaddedHiddenUnits) + Packing.BlockWidth];
        float** inputs = stackalloc float*[TileLength];
        fixed (float* weights = parameters, forecasts = outputs)
        fixed (nint* addresses = rows)
        {
            for (int start = 0; start < rows.Length; start += TileLength)
            {
                int count = Math.Min(TileLength, rows.Length - start);
                Advance(weights, (float**)(addresses + start), inputs, count, Align(scratch), forecasts + (start * Shape.OutputLength));
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

    /// <summary>The next 64-byte line: a vector that lies across two can't be loaded until its store has reached the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Align(float* scratch) => (float*)(((nint)scratch + 63) & -64);

    /// <summary>
    /// Layer by layer: h and c from the layer's inputs and its own h, which stand one after the other. Next hidden states stand aside
    /// until all sums of a layer are taken, so rows are advanced in place.
    /// </summary>
    /// <param name="parameters">All parameters.</param>
    /// <param name="rows">The streams' rows.</param>
    /// <param name="inputs">Scratch for as many addresses: where a layer's inputs begin.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="scratch">For one layer's gates and next hidden states, <c>[count, 5 Hp]</c>.</param>
    /// <param name="outputs">Receives <c>[count, 2F]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(float* parameters, float** rows, float** inputs, int count, float* scratch, float* outputs)
    {
        NetworkShape shape = Shape;
        int padded = shape.PaddedHiddenUnits;
        float* nextHiddenStates = scratch + (count * 4 * padded);
        for (int row = 0; row < count; row++)
        {
            inputs[row] = rows[row];
        }

        float* weights = parameters;
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            LstmShape cell = shape.CellOf(layer);
            var packedRows = new PackedRows(inputs, count, 1, scratch, Packing.RowLength, count * Packing.RowLength);
            LstmCell<TSimd, TVector>.Step(cell, weights, packedRows, cell.Inputs + shape.HiddenLength, 0, nextHiddenStates, padded);
            if (layer == shape.Layers - 1)
            {
                // Before the rows take h' in: the head reads x in whole blocks, which run on into h, and loading what has just been stored in other pieces would wait.
                Forecast(parameters, rows, count, nextHiddenStates, outputs);
            }

            for (int row = 0; row < count; row++)
            {
                inputs[row] += cell.Inputs;
                Copy(nextHiddenStates + (row * padded), padded, inputs[row]);
            }

            weights += cell.WeightCount;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Forecast(float* parameters, float** rows, int count, float* hiddenStates, float* outputs)
    {
        for (int row = 0; row < count; row++)
        {
            ForecastHead<TSimd, TVector>.Step(Shape, parameters, rows[row], hiddenStates + (row * Shape.PaddedHiddenUnits), outputs + (row * Shape.OutputLength));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* source, int length, float* destination)
    {
        for (int index = 0; index < length; index += TSimd.Width)
        {
            TSimd.Store(destination + index, TSimd.Load(source + index));
        }
    }
}
