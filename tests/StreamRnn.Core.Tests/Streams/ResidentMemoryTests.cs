using System.Buffers.Text;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>Alone in the process while it runs: what other tests allocate would be counted too.</summary>
[CollectionDefinition(nameof(ResidentMemoryTests), DisableParallelization = true)]
[Collection(nameof(ResidentMemoryTests))]
[Trait("Category", "Long")]
public sealed class ResidentMemoryTests(ITestOutputHelper output)
{
    private const int Streams = 1_000_000;
    private const int RoundsOfEvents = 2;
    private const int BatchEvents = 1000;

    [Fact]
    public void LaneForAMillion_TenStreams_TakesTheMemoryOfTen()
    {
        LaneOptions options = new() { Capacity = Streams, Memory = StreamMemory.Lean };
        ScoredEvent scored = new(1);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        long before = Environment.WorkingSet;
        using Lane lane = new(options);
        double[] values = [1];
        for (long offset = 0; offset < 10_000; offset++)
        {
            lane.Process(new SensorEvent { Key = [(byte)(offset % 10)], Time = offset, Values = values, Offset = offset }, scored);
        }

        long resident = Environment.WorkingSet - before;
        MemoryEstimate estimate = MemoryEstimate.Of(options);
        output.WriteLine($"{resident >> 20} MiB resident, {estimate.Rows >> 20} MiB reserved for rows");

        // Rows lie on pages of 2 MiB where the system has them. 16 MiB is what the runtime itself comes to take meanwhile, with room to spare.
        Assert.InRange(resident, 0, estimate.Total - estimate.Rows + (16 << 20));
        Assert.True(estimate.Rows > 700 << 20);
    }

    [Fact]
    public void MillionStreams_LeanOfDefaultSize_TakeAKibibyteEachAndWhatWasEstimated()
    {
        LaneOptions options = new() { Capacity = Streams, Memory = StreamMemory.Lean };
        EventBatch batch = new(BatchEvents, 1);
        ScoredBatch scored = new(BatchEvents, 1);

        // Given back to the system now: what earlier tests left would else be given back while this one runs.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        long before = Environment.WorkingSet;
        using Lane lane = new(options);
        byte[] key = new byte[16];
        double[] values = new double[1];
        for (long offset = 0; offset < RoundsOfEvents * Streams;)
        {
            batch.Clear();
            while (batch.Count < BatchEvents)
            {
                Utf8Formatter.TryFormat(offset % Streams, key, out int length);
                values[0] = Math.Sin(offset * 0.01);
                batch.Add(new SensorEvent { Key = key.AsSpan(0, length), Time = offset, Values = values, Offset = offset++ });
            }

            lane.Process(batch, scored);
        }

        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        long resident = Environment.WorkingSet - before;
        long estimated = MemoryEstimate.Of(options).Total;
        output.WriteLine($"{(double)resident / Streams:F1} bytes a stream resident, {(double)estimated / Streams:F1} estimated");

        Assert.Equal(Streams, lane.Counters.Streams);
        Assert.Equal(0, lane.Counters.Evictions);
        Assert.InRange((double)resident / Streams, 1, 1024);
        Assert.InRange((double)estimated / resident, 0.9, 1.1);
    }
}
