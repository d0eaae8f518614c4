using System.Runtime.CompilerServices;
using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Networks;

/// <summary>A layer of the network in one vector width.</summary>
/// <remarks>Its place stands in fields, as the compiler inlines only so many calls in a step, those of properties among them.</remarks>
internal readonly unsafe struct LstmLayer<TSimd, TVector>(LstmLayer place)
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private readonly LstmShape cell = place.Cell;
    private readonly int paddedHiddenUnits = place.Cell.PaddedHiddenUnits;
    private readonly nint weightStart = place.WeightStart;
    private readonly nint inputStart = place.InputStart;
    private readonly nint hiddenStateStart = place.HiddenStateStart;
    private readonly nint cellStateStart = place.CellStateStart;

    /// <summary>c' in place of c; h' stands aside until all sums of the layer are taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step(float* parameters, in RowTile tile)
    {
        for (int row = 0; row < tile.Count; row++)
        {
            tile.Inputs[row] = tile.Rows[row] + inputStart;
        }

        var rows = new PackedRows(tile.Inputs, tile.Count, 1, tile.Gates, Packing.RowLength, tile.Count * Packing.RowLength);
        var states = new LstmStates(cellStateStart - inputStart, 0, tile.NextHiddenStates, paddedHiddenUnits);
        LstmCell<TSimd, TVector>.Step(cell, parameters + weightStart, rows, states);
    }

    /// <summary>h' in place of h.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TakeHiddenStates(in RowTile tile)
    {
        for (int row = 0; row < tile.Count; row++)
        {
            float* source = tile.NextHiddenStates + (row * paddedHiddenUnits);
            float* destination = tile.Rows[row] + hiddenStateStart;
            for (int unit = 0; unit < paddedHiddenUnits; unit += TSimd.Width)
            {
                TSimd.Store(destination + unit, TSimd.Load(source + unit));
            }
        }
    }
}
