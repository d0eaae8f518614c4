using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Tests.Cells;

public sealed class LstmShapeTests
{
    [Theory]
    [InlineData(3, 8)]
    [InlineData(1, 16)]
    [InlineData(5, 40)]
    public void WeightIndex_EveryWeight_HasItsOwnPlaceInThePackedBlock(int inputs, int hiddenUnits)
    {
        var shape = new LstmShape(inputs, hiddenUnits);
        var places = new HashSet<int>();
        for (int unit = 0; unit < shape.PaddedHiddenUnits; unit++)
        {
            foreach (LstmGate gate in Enum.GetValues<LstmGate>())
            {
                for (int row = 0; row <= shape.WeightRows; row++)
                {
                    Assert.True(places.Add(shape.WeightIndex(unit, gate, row)), $"unit {unit}, {gate}, row {row}");
                }
            }
        }

        Assert.Equal(shape.WeightCount, places.Count);
        Assert.Equal(0, places.Min());
        Assert.Equal(shape.WeightCount - 1, places.Max());
    }

    [Fact]
    public void WeightIndex_Gates_StandInTheOrderOfThePackedRow() =>
        Assert.Equal(
            [(LstmGate.Input, 0), (LstmGate.Forget, Packing.Forget), (LstmGate.Candidate, Packing.Candidate), (LstmGate.Output, Packing.Output)],
            Enum.GetValues<LstmGate>().Select(gate => (gate, new LstmShape(1, 16).WeightIndex(0, gate, 0))));
}
