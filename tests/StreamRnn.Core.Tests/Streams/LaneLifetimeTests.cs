using System.Diagnostics;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class LaneLifetimeTests
{
    private const int Attempts = 128;

    /// <summary>What other tests may reserve meanwhile; a leak in every attempt comes to four times as much.</summary>
    private const long Unrelated = 8L << 30;

    [Fact]
    public void Process_AfterDispose_Throws()
    {
        Lane lane = new(new LaneOptions { Capacity = 4 });
        EventBatch batch = new(1, 1);
        batch.Add(new SensorEvent { Key = "k"u8, Time = 0, Values = [1], Offset = 0 });
        lane.Process(batch, new ScoredBatch(1, 1));
        lane.Dispose();
        lane.Dispose();

        Assert.Throws<ObjectDisposedException>(() => lane.Process(batch[0], new ScoredEvent(1)));
        Assert.Throws<ObjectDisposedException>(() => lane.Process(batch, new ScoredBatch(1, 1)));
        Assert.Throws<ObjectDisposedException>(() => lane.StateHash());
        using StateHash hash = new();
        Assert.Throws<ObjectDisposedException>(() => lane.AddTo(hash));
        Assert.Equal(1, lane.Counters[EventOutcome.WarmingUp]);
    }

    [Fact]
    public void Constructor_PartThatCannotBeMade_LeavesNothingReserved()
    {
        LaneOptions options = new() { Capacity = 400_000, Memory = StreamMemory.Lean, Learn = false };
        Assert.InRange(MemoryEstimate.Of(options).Rows, 256L << 20, 1L << 30);

        Assert.InRange(ReservedBy(() => Assert.Throws<ArgumentOutOfRangeException>(() => new Lane(options, (VectorWidth)7))), long.MinValue, Unrelated);
    }

    [Fact]
    public void Constructor_TableWhoseRowsTheSystemDoesNotGive_LeavesNothingReserved()
    {
        // An index of 256 MiB, and rows beyond any address space.
        const int rowBytes = 1 << 30;

        Assert.InRange(ReservedBy(() => Assert.Throws<OutOfMemoryException>(() => new StreamTable(LaneOptions.MaxCapacity, rowBytes))), long.MinValue, Unrelated);
    }

    private static long ReservedBy(Action attempt)
    {
        long before = VirtualBytes();
        for (int i = 0; i < Attempts; i++)
        {
            attempt();
        }

        return VirtualBytes() - before;
    }

    private static long VirtualBytes()
    {
        using Process self = Process.GetCurrentProcess();
        return self.VirtualMemorySize64;
    }
}
