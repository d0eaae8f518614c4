using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Streams;

/// <summary>Looking streams up in random order, and adding one to a full table, in place of another.</summary>
[InProcess]
[MemoryDiagnoser]
[WarmupCount(4)]
[IterationCount(8)]
public class StreamTableBenchmarks
{
    /// <summary>Different keys before they repeat; a power of two.</summary>
    private const int Lookups = 1 << 16;

    private readonly StreamKey[] present = new StreamKey[Lookups];
    private readonly StreamKey[] absent = new StreamKey[Lookups];
    private StreamTable table = null!;
    private int next;
    private long strangers;

    /// <summary>Rows, all of them taken.</summary>
    [Params(1_000, 1_000_000)]
    public int Capacity { get; set; } = 1_000;

    /// <summary>Fills the table.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        table = new StreamTable(Capacity, new RowLayout(new LaneOptions { Memory = StreamMemory.Lean }).RowBytes);
        for (int stream = 0; stream < Capacity; stream++)
        {
            table.Add(Key(stream), stream);
        }

        var random = new SplitMix64(1);
        for (int i = 0; i < Lookups; i++)
        {
            present[i] = Key(random.NextInt(Capacity));
            absent[i] = Key(Capacity + i);
        }

        strangers = Capacity + Lookups;
    }

    /// <summary>A stream that has a row.</summary>
    [Benchmark]
    public int FindHit() => table.Find(present[next++ & (Lookups - 1)]);

    /// <summary>A stream that has none.</summary>
    [Benchmark]
    public int FindMiss() => table.Find(absent[next++ & (Lookups - 1)]);

    /// <summary>A stranger, which takes the row of the stream that came first.</summary>
    [Benchmark]
    public int AddWithEviction() => table.Add(Key(strangers), strangers, (int)(strangers++ % Capacity));

    /// <summary>Frees the rows.</summary>
    [GlobalCleanup]
    public void CleanUp() => table.Dispose();

    private static StreamKey Key(long stream)
    {
        Span<byte> name = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(name, stream);
        return StreamKey.Of(name);
    }
}
