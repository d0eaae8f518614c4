using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class MemoryEstimateTests
{
    /// <summary>Headers, padding, small objects, the lane's past, the pattern's lags and arrays of some numbers a feature are not counted: 49 KB at the largest shape, of tens of MB.</summary>
    private const int Uncounted = 50 * 1024;

    [Theory]
    [InlineData(StreamMemory.Lean, 1, 32, 1, true)]
    [InlineData(StreamMemory.Lean, 64, 256, 1, true)]
    [InlineData(StreamMemory.Lean, 3, 24, 1, false)]
    [InlineData(StreamMemory.Rich, 1, 16, 1, true)]
    [InlineData(StreamMemory.Rich, 64, 256, 1, true)]
    [InlineData(StreamMemory.Rich, 2, 8, 1, false)]
    [InlineData(StreamMemory.Lean, 1, 32, 2, true)]
    [InlineData(StreamMemory.Lean, 64, 256, 4, true)]
    [InlineData(StreamMemory.Rich, 1, 16, 3, true)]
    public void Estimate_AnyShape_IsWhatALaneAllocatesBesidesItsTable(StreamMemory memory, int features, int hiddenUnits, int layers, bool learn)
    {
        const int batchEvents = 256;
        LaneOptions options = new() { Capacity = 1000, Memory = memory, Features = features, HiddenUnits = hiddenUnits, Layers = layers, Learn = learn };
        MemoryEstimate estimate = MemoryEstimate.Of(options, batchEvents);
        new Lane(options).Dispose();

        long before = GC.GetAllocatedBytesForCurrentThread();
        using Lane lane = new(options);
        EventBatch batch = new(batchEvents, features);
        ScoredBatch scored = new(batchEvents, features);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated - (estimate.Total - estimate.Rows - estimate.Index), 0, Uncounted);
        Assert.Equal((long)options.Capacity * lane.Layout.RowBytes, estimate.Rows);
        Assert.Equal(batch.Capacity, scored.Capacity);
    }

    [Fact]
    public void Estimate_Total_IsTheSumOfItsNamedParts()
    {
        MemoryEstimate estimate = MemoryEstimate.Of(new LaneOptions { Capacity = 1_000_000, Memory = StreamMemory.Lean }, 64);

        Assert.Equal(
            estimate.Rows + estimate.Index + estimate.Weights + estimate.Training + estimate.BatchBuffers, estimate.Total);
        Assert.Equal(StreamTable.SizeBytes(estimate.Capacity, estimate.Layout.RowBytes), estimate.Rows + estimate.Index);
        Assert.Equal(StreamTable.SizeBytes(estimate.Capacity, estimate.Layout.RowBytes), (long)(estimate.BytesPerStream * estimate.Capacity));
    }
}
