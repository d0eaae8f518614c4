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
        float* scratch = stackalloc float[(5 * Shape.PaddedHiddenUnits) + Packing.Lanes];
        fixed (float* weights = parameters, x = row, forecast = outputs)
        {
            float* only = x;
            Advance(weights, &only, 1, Align(scratch), forecast);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public override void StepMany(ReadOnlySpan<float> parameters, ReadOnlySpan<nint> rows, Span<float> outputs)
    {
        NetworkShapeGuard.Require(parameters.Length, Shape.ParameterCount, nameof(parameters));
        NetworkShapeGuard.Require(outputs.Length, rows.Length * Shape.OutputLength, nameof(outputs));
        float* scratch = stackalloc float[(TileLength * 5 * Shape.PaddedHiddenUnits) + Packing.Lanes];
        fixed (float* weights = parameters, forecasts = outputs)
        fixed (nint* addresses = rows)
        {
            for (int start = 0; start < rows.Length; start += TileLength)
            {
                int count = Math.Min(TileLength, rows.Length - start);
                Advance(weights, (float**)(addresses + start), count, Align(scratch), forecasts + (start * Shape.OutputLength));
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

    /// <summary>The next 64-byte line: a vector that lies across two can't be loaded until its store has reached the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Align(float* scratch) => (float*)(((nint)scratch + 63) & -64);

    /// <summary>Next hidden states stand aside until all sums of a row are taken, so rows are advanced in place. Scratch holds sums and next hidden states, <c>[5 Hp]</c> a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(float* weights, float** rows, int count, float* scratch, float* outputs)
    {
        LstmShape cell = Shape.Cell;
        int padded = cell.PaddedHiddenUnits;
        float* nextHiddenStates = scratch + (count * 4 * padded);
        var packedRows = new PackedRows(rows, count, 1, scratch, Packing.RowLength, count * Packing.RowLength);
        LstmCell<TSimd, TVector>.Step(cell, weights, packedRows, cell.Inputs + padded, 0, nextHiddenStates, padded);
        for (int row = 0; row < count; row++)
        {
            // The head reads x in whole blocks, which run on into h: loading what has just been stored in other pieces would wait.
            float* nextHiddenState = nextHiddenStates + (row * padded);
            ForecastHead<TSimd, TVector>.Step(Shape, weights, rows[row], nextHiddenState, outputs + (row * Shape.OutputLength));
            for (int unit = 0; unit < padded; unit += TSimd.Width)
            {
                TSimd.Store(rows[row] + cell.Inputs + unit, TSimd.Load(nextHiddenState + unit));
            }
        }
    }
}
