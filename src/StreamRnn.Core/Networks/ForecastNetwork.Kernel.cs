using System.Runtime.CompilerServices;
using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Networks;

/// <summary>The network in one vector width.</summary>
internal sealed unsafe class ForecastNetwork<TSimd, TVector>(NetworkShape shape) : ForecastNetwork(shape)
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Gate sums of one stream of the largest cell.</summary>
    private const int GateRoom = 4 * LstmShape.MaximumHiddenUnits;

    /// <inheritdoc/>
    [SkipLocalsInit]
    public override void Step(ReadOnlySpan<float> parameters, Span<float> row, Span<float> outputs)
    {
        NetworkShapeGuard.Require(parameters.Length, Shape.ParameterCount, nameof(parameters));
        NetworkShapeGuard.Require(row.Length, Shape.RowLength, nameof(row));
        NetworkShapeGuard.Require(outputs.Length, Shape.OutputLength, nameof(outputs));
        float* gates = stackalloc float[GateRoom];
        fixed (float* weights = parameters, x = row, forecast = outputs)
        {
            Advance<SingleRow<TSimd, TVector>>(weights, RowPointers.Same(x), RowPointers.Same(gates), RowPointers.Same(forecast));
        }
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public override void StepMany(ReadOnlySpan<float> parameters, ReadOnlySpan<nint> rows, Span<float> outputs)
    {
        NetworkShapeGuard.Require(parameters.Length, Shape.ParameterCount, nameof(parameters));
        NetworkShapeGuard.Require(outputs.Length, rows.Length * Shape.OutputLength, nameof(outputs));
        float* gates = stackalloc float[3 * GateRoom];
        int outputLength = Shape.OutputLength;
        fixed (float* weights = parameters, forecasts = outputs)
        {
            int index = 0;
            for (; index + 3 <= rows.Length; index += 3)
            {
                var x = new RowPointers((float*)rows[index], (float*)rows[index + 1], (float*)rows[index + 2]);
                Advance<TripleRow<TSimd, TVector>>(
                    weights, x, RowPointers.Strided(gates, GateRoom), RowPointers.Strided(forecasts + (index * outputLength), outputLength));
            }

            for (; index < rows.Length; index++)
            {
                Advance<SingleRow<TSimd, TVector>>(
                    weights, RowPointers.Same((float*)rows[index]), RowPointers.Same(gates), RowPointers.Same(forecasts + (index * outputLength)));
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
    private void Advance<TGroup>(float* weights, RowPointers x, RowPointers gates, RowPointers outputs)
        where TGroup : struct, IRowGroup<TGroup, TVector>
    {
        LstmShape cell = Shape.Cell;
        LstmCell<TSimd, TVector>.Sum<TGroup>(cell, weights, x, gates);
        for (int index = 0; index < TGroup.Count; index++)
        {
            float* hiddenState = x[index] + cell.Inputs;
            float* cellState = hiddenState + cell.PaddedHiddenUnits;
            LstmCell<TSimd, TVector>.Activate(cell.Blocks, gates[index], cellState, cellState, hiddenState, record: false);
            ForecastHead<TSimd, TVector>.Step(Shape, weights, x[index], hiddenState, outputs[index]);
        }
    }
}
