using FsCheck;
using FsCheck.Fluent;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>A lane's options, and events for it: repeats, strangers that evict, missing and late readings, and such as are turned away.</summary>
internal sealed record SnapshotRun(
    int Streams, int Capacity, StreamMemory Memory, int Features, int HiddenUnits, int Layers, bool HasClock, DetectorParts Without, int Seed, int Events, int ChunkBytes)
{
    /// <summary>Chunks of less than a row, of a few rows, and of all.</summary>
    private static readonly int[] chunkSizes = [1_500, 20_000, 1 << 19];

    /// <summary>Few enough events that a run is quick, enough for training steps, full windows and evictions.</summary>
    public static readonly Gen<SnapshotRun> Any =
        from fleet in Gen.OneOf(
            Gen.Choose(1, 10).Select(streams => (Streams: streams, Capacity: 7)),
            Gen.Elements(64, 50).Select(room => (Streams: 60, Capacity: room)))
        from memory in Gen.Elements(StreamMemory.Lean, StreamMemory.Lean, StreamMemory.Rich)
        from features in Gen.Choose(1, 3)
        from hiddenUnits in Gen.Elements(0, 8, 24)
        from layers in Gen.Elements(1, 2)
        from hasClock in Gen.Elements(true, true, false)
        from without in Gen.Elements(DetectorParts.None, DetectorParts.None, DetectorParts.Network, DetectorParts.Pattern | DetectorParts.SlowerScales)
        from seed in Gen.Choose(0, int.MaxValue)
        from events in Gen.Choose(0, 1_200)
        from chunkBytes in Gen.Elements(chunkSizes)
        select new SnapshotRun(fleet.Streams, fleet.Capacity, memory, features, hiddenUnits, layers, hasClock, without, seed, events, chunkBytes);

    public LaneOptions Options => new()
    {
        Memory = Memory,
        Features = Features,
        HiddenUnits = HiddenUnits,
        Layers = Layers,
        HasClock = HasClock,
        Without = Without,
        Capacity = Capacity,
        WarmUpEvents = 50,
        Seed = (ulong)Seed,
    };

    /// <summary>Gives lanes the same events, from an offset on, and holds that they say the same.</summary>
    public void Feed(long from, long to, Lane lane, Lane? twin = null)
    {
        ScoredEvent scored = new(Features);
        ScoredEvent twinScored = new(Features);
        for (long offset = from; offset < to; offset++)
        {
            SensorEvent sensorEvent = Event(offset);
            EventOutcome outcome = lane.Process(sensorEvent, scored);
            if (twin is null)
            {
                continue;
            }

            Assert.Equal(outcome, twin.Process(sensorEvent, twinScored));
            if (outcome is EventOutcome.Scored or EventOutcome.WarmingUp)
            {
                Assert.Equal(Said.Of(scored), Said.Of(twinScored));
            }
        }
    }


    private SensorEvent Event(long offset)
    {
        Random random = new(unchecked(Seed + (int)offset));
        double[] values = new double[Features];
        for (int i = 0; i < Features; i++)
        {
            values[i] = random.Next(30) switch { 0 => double.NaN, 1 => 1e31, 2 => 50, _ => Math.Sin(offset * 0.3) + random.NextDouble() };
        }

        return new SensorEvent
        {
            Key = new byte[] { (byte)'a', (byte)random.Next(Streams) },
            Time = (offset * 1000) - (random.Next(50) == 0 ? 1_000_000 : 0),
            Values = values,
            Offset = offset - (random.Next(100) == 0 ? 3 : 0),
        };
    }
}
