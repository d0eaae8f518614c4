using System.Runtime.InteropServices;
using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Forecasting;

public sealed class BlockMeanTests
{
    [Fact]
    public void End_BlocksOfReadings_GivesTheirMeansByTheRangeOfThoseBefore()
    {
        var block = default(BlockMean);
        Assert.Equal((2, 0), EndOf(ref block, 1, 3));
        Assert.Equal((6, 6), EndOf(ref block, 6));
        (double mean, double normalised) = EndOf(ref block, 4, 4, 4);

        // The range is 2 to 6, but for its decay; the mean of the means has gone from 2 to 4.
        Assert.Equal((4, 0), (mean, normalised));
        Assert.Equal(3, block.Seen);
    }

    [Fact]
    public void End_BlockWithoutReadings_IsNaNAndChangesNothing()
    {
        var block = default(BlockMean);
        EndOf(ref block, 1, 3);
        EndOf(ref block, 5);
        byte[] before = Bytes(ref block);
        Assert.True(double.IsNaN(block.End(out _)));
        Assert.Equal(before, Bytes(ref block));
    }

    [Theory]
    [InlineData(double.Epsilon, 0)]
    [InlineData(Underflow.Bound, 100)]
    public void End_ReadingsNextToZero_IsZero(double reading, int zeros)
    {
        var block = default(BlockMean);
        Assert.Equal((0, 0), EndOf(ref block, [reading, .. new double[zeros]]));
    }

    private static byte[] Bytes(ref BlockMean block) => MemoryMarshal.AsBytes(new Span<BlockMean>(ref block)).ToArray();

    private static (double Mean, double Normalised) EndOf(ref BlockMean block, params double[] readings)
    {
        foreach (double reading in readings)
        {
            block.Add(reading);
        }

        double mean = block.End(out Normaliser normaliser);
        return (mean, normaliser.Normalise(mean));
    }
}
