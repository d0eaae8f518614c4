using System.Text.Json;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>
/// A lane's options, and events for it: repeats, streams that fall silent, strangers that are refused or take their places, missing and late readings, and such as are turned away.
/// </summary>
internal sealed record SnapshotRun(
    int Streams, int Capacity, StreamMemory Memory, int Features, int HiddenUnits, int Layers, bool HasClock, DetectorParts Without, double SilenceIntervals, int Seed, int Events, int ChunkBytes)
{
    /// <summary>From one event to the next, so that a run takes hours.</summary>
    private const long Step = 10_000;

    /// <summary>Events while which a stream speaks or is silent, an hour.</summary>
    private const int Era = 360;

    private static readonly JsonSerializerOptions anyNumber = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

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
        from silenceIntervals in Gen.Elements(0.0, 2, 5)
        from seed in Gen.Choose(0, int.MaxValue)
        from events in Gen.Choose(0, 1_200)
        from chunkBytes in Gen.Elements(chunkSizes)
        select new SnapshotRun(fleet.Streams, fleet.Capacity, memory, features, hiddenUnits, layers, hasClock, without, silenceIntervals, seed, events, chunkBytes);

    public LaneOptions Options => new()
    {
        Memory = Memory,
        Features = Features,
        HiddenUnits = HiddenUnits,
        Layers = Layers,
        HasClock = HasClock,
        Without = Without,
        SilenceIntervals = SilenceIntervals,
        SilenceRepeatMilliseconds = 600_000,
        Capacity = Capacity,
        WarmUpEvents = 50,
        Seed = (ulong)Seed,
    };

    /// <summary>Gives lanes the same events, from an offset on, and holds that they say the same. Returns how many silences they said.</summary>
    public int Feed(long from, long to, Lane lane, Lane? twin = null)
    {
        ScoredEvent scored = new(Features);
        ScoredEvent twinScored = new(Features);
        int silences = 0;
        for (long offset = from; offset < to; offset++)
        {
            SensorEvent sensorEvent = Event(offset);
            EventOutcome outcome = lane.Process(sensorEvent, scored);
            silences += lane.SilentStreams.Count;
            if (twin is null)
            {
                continue;
            }

            Assert.Equal(outcome, twin.Process(sensorEvent, twinScored));
            Assert.Equal(lane.SilentStreams.Select(Silence), twin.SilentStreams.Select(Silence));
            if (outcome is EventOutcome.Scored or EventOutcome.WarmingUp)
            {
                Assert.Equal(Said.Of(scored), Said.Of(twinScored));
            }
        }

        return silences;
    }

    private static string Silence(SilentStream stream) => JsonSerializer.Serialize(stream, anyNumber);

    private SensorEvent Event(long offset)
    {
        Random random = new(unchecked(Seed + (int)offset));
        double[] values = new double[Features];
        for (int i = 0; i < Features; i++)
        {
            values[i] = random.Next(30) switch { 0 => double.NaN, 1 => 1e31, 2 => 50, _ => Math.Sin(offset * 0.3) + random.NextDouble() };
        }

        int stream = random.Next(Streams);
        if (((offset / Era) + stream) % 3 == 0)
        {
            stream = (stream + 1) % Streams;
        }

        byte[] key = new byte[2 + (stream % 50)];
        key[^1] = (byte)('a' + stream);
        return new SensorEvent
        {
            Key = key,
            Time = (offset * Step) - (random.Next(50) == 0 ? 1_000_000 : 0),
            Values = values,
            Offset = offset - (random.Next(100) == 0 ? 3 : 0),
        };
    }
}
