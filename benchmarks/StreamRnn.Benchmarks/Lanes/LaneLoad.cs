using System.Runtime.InteropServices;
using StreamRnn.Benchmarks.Peers;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Lanes;

/// <summary>A lane under a load of its own making: streams in random order, keys made in place, values from a short table, so that the lane is what is measured.</summary>
internal sealed class LaneLoad : IDisposable
{
    private const int BatchLength = 256;
    private const int ValueCount = 1024;
    private const long Start = 1_700_000_000_000;

    private readonly Lane lane;
    private readonly int streams;
    private readonly EventBatch? batch;
    private readonly ScoredBatch? scoredBatch;
    private readonly ScoredEvent scored = new(1);
    private readonly double[] values = new double[ValueCount];
    private readonly byte[] key = "stream-0000"u8.ToArray();
    private SplitMix64 random = new(1);
    private long offset;

    /// <summary>Fills the lane: every stream is seen once.</summary>
    public LaneLoad(string name, LaneOptions options, int streams, bool batched)
    {
        Name = name;
        this.streams = streams;
        lane = new Lane(options with { Capacity = streams });
        if (batched)
        {
            batch = new EventBatch(BatchLength, 1);
            scoredBatch = new ScoredBatch(BatchLength, 1);
        }

        for (int i = 0; i < ValueCount; i++)
        {
            values[i] = Math.Sin(i * 0.1) + random.NextDouble();
        }

        for (int stream = 0; stream < streams; stream++)
        {
            lane.Process(Event(stream), scored);
        }
    }

    public string Name { get; }

    /// <summary>Gives the lane at least this many events and returns the processor time of one, in nanoseconds.</summary>
    public double Run(int events)
    {
        double start = ThreadClock.Seconds();
        int given = 0;
        while (given < events)
        {
            given += batch is null ? GiveOne() : GiveBatch();
        }

        return (ThreadClock.Seconds() - start) / given * 1e9;
    }

    public void Dispose() => lane.Dispose();

    private int GiveOne()
    {
        lane.Process(Event(random.NextInt(streams)), scored);
        return 1;
    }

    private int GiveBatch()
    {
        batch!.Clear();
        while (batch.Count < BatchLength)
        {
            batch.Add(Event(random.NextInt(streams)));
        }

        lane.Process(batch, scoredBatch!);
        return BatchLength;
    }

    private SensorEvent Event(int stream)
    {
        MemoryMarshal.Write(key.AsSpan(7), stream);
        return new SensorEvent { Key = key, Time = Start + offset * 10, Values = values.AsSpan((int)(offset % ValueCount), 1), Offset = offset++ };
    }
}
