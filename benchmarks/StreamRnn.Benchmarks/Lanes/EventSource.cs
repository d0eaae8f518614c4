using System.Runtime.InteropServices;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Lanes;

/// <summary>Events of a fleet, the same for equal sizes: each stream speaks once a minute on average, of a slow swing with noise.</summary>
internal sealed class EventSource
{
    public const int BatchLength = 256;

    /// <summary>Beyond warm-up, and beyond the first 150 values of every calibration.</summary>
    private const int PastEvents = 400;

    private const int ValueCount = 1024;
    private const double MinuteMilliseconds = 60_000;
    private const long Start = 1_700_000_000_000;
    private const ulong Seed = 1;

    private readonly int streams;
    private readonly double[] values = new double[ValueCount];
    private readonly byte[] key = "stream-0000"u8.ToArray();
    private SplitMix64 random = new(Seed);
    private double time = Start;
    private long offset;

    public EventSource(int streams)
    {
        this.streams = streams;
        for (int i = 0; i < ValueCount; i++)
        {
            values[i] = Math.Sin(i * 0.1) + random.NextDouble();
        }
    }

    /// <summary>The next event of the load.</summary>
    public SensorEvent Next() => At(Advance(streams <= LaneLoad.HotStreams ? (int)(offset % streams) : random.NextInt(streams), streams));

    /// <summary>Fills a batch with the next events.</summary>
    public void Fill(EventBatch batch)
    {
        batch.Clear();
        while (batch.Count < batch.Capacity)
        {
            batch.Add(Next());
        }
    }

    /// <summary>What the first streams live through, in turn, before the load.</summary>
    public IEnumerable<Position> Past(int models)
    {
        for (int i = 0; i < PastEvents * models; i++)
        {
            yield return Advance(i % models, models);
        }
    }

    /// <summary>A stream's first event.</summary>
    public Position FirstOf(int stream) => Advance(stream, streams);

    /// <summary>The event, valid until the next one.</summary>
    public SensorEvent At(Position position)
    {
        MemoryMarshal.Write(key.AsSpan(7), position.Stream);
        return new SensorEvent { Key = key, Time = position.Time, Values = values.AsSpan((int)(position.Offset % ValueCount), 1), Offset = position.Offset };
    }

    public StreamKey KeyOf(int stream)
    {
        MemoryMarshal.Write(key.AsSpan(7), stream);
        return StreamKey.Of(key);
    }

    private Position Advance(int stream, int speaking)
    {
        time += MinuteMilliseconds / speaking;
        return new Position(stream, (long)time, offset++);
    }

    /// <summary>Which event it is.</summary>
    public readonly record struct Position(int Stream, long Time, long Offset);
}
