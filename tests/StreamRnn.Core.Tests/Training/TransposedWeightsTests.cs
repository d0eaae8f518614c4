using StreamRnn.Core.Buffers;
using StreamRnn.Core.Cells;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Tests.Kernels;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

public sealed unsafe class TransposedWeightsTests
{
    public static TheoryData<int> HiddenUnits => [.. Enumerable.Range(1, 32).Select(eighth => 8 * eighth)];

    [Theory]
    [MemberData(nameof(HiddenUnits))]
    public void Write_EveryNumberOfHiddenUnits_PutsEachUnfoldedWeightInItsPlaceAndNothingElse(int hiddenUnits)
    {
        var cell = new LstmShape(5, hiddenUnits);
        var random = new SplitMix64(29);
        AlignedBuffer weights = Uniform.Buffer(cell.WeightCount, ref random);
        var transposed = new AlignedBuffer(4 * cell.PaddedHiddenUnits * cell.PaddedHiddenUnits);
        var expected = new float[transposed.Length];
        int firstRow = 1 + cell.Inputs;
        for (int hidden = 0; hidden < hiddenUnits; hidden++)
        {
            for (int unit = 0; unit < cell.PaddedHiddenUnits; unit++)
            {
                foreach (LstmGate gate in Enum.GetValues<LstmGate>())
                {
                    // [blocks of h][units][4 gates][16 of h].
                    int place = (hidden / 16 * cell.PaddedHiddenUnits * 64) + (unit * 64) + ((int)gate * 16) + (hidden % 16);
                    expected[place] = weights.Span[cell.WeightIndex(unit, gate, firstRow + hidden)] * (1 / LstmShape.Fold(gate));
                }
            }
        }

        TransposedWeights.Write(cell, weights.Pointer, firstRow, transposed.Pointer);
        Bits.AssertEqual(expected, transposed.Span, $"{hiddenUnits} hidden units");
        GC.KeepAlive(weights);
    }
}
