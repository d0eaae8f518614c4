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
            Advance(weights, &only, 1, gates, forecast);
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
        fixed (float* weights = parameters, forecasts = outputs)
        fixed (nint* addresses = rows)
        {
            for (int start = 0; start < rows.Length; start += TileLength)
            {
                int count = Math.Min(TileLength, rows.Length - start);
                Advance(weights, (float**)(addresses + start), count, gates, forecasts + (start * Shape.OutputLength));
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
            ForecastHead<TSimd, TVector>.Step(Shape, weights, x, x + Shape.Inputs, forecast);
        }
    }

    /// <summary>All sums are taken before a hidden state is written, so rows may be advanced in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(float* weights, float** rows, int count, float* gates, float* outputs)
    {
        LstmShape cell = Shape.Cell;
        int padded = cell.PaddedHiddenUnits;
        LstmCell<TSimd, TVector>.Sum(cell, weights, rows, count, gates);
        for (int row = 0; row < count; row++)
        {
            float* hiddenState = rows[row] + cell.Inputs;
            float* cellState = hiddenState + padded;
            LstmCell<TSimd, TVector>.Activate(cell.Blocks, gates + (row * 4 * padded), cellState, cellState, hiddenState, record: false);
            ForecastHead<TSimd, TVector>.Step(Shape, weights, rows[row], hiddenState, outputs + (row * Shape.OutputLength));
        }
    }
}
