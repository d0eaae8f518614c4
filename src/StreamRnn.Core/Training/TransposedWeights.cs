using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Training;

/// <summary>The recurrent weights, unfolded, as the way back reads them: <c>[blocks of h][units][4 gates][16 lanes of h]</c>.</summary>
internal static unsafe class TransposedWeights
{
    /// <param name="cell">The cell's sizes.</param>
    /// <param name="weights">Packed, folded weights.</param>
    /// <param name="transposed">Receives 4 Hp² floats.</param>
    public static void Write(LstmShape cell, float* weights, float* transposed)
    {
        for (int hidden = 0; hidden < cell.HiddenUnits; hidden++)
        {
            float* column = transposed + ((nint)(hidden / Packing.Lanes) * cell.PaddedHiddenUnits * Packing.RowLength) + (hidden % Packing.Lanes);
            for (int unit = 0; unit < cell.PaddedHiddenUnits; unit++)
            {
                for (LstmGate gate = LstmGate.Input; gate <= LstmGate.Output; gate++)
                {
                    float folded = weights[cell.WeightIndex(unit, gate, 1 + cell.Inputs + hidden)];
                    column[(unit * Packing.RowLength) + ((int)gate * Packing.Lanes)] = folded * (1 / LstmShape.Fold(gate));
                }
            }
        }
    }
}
