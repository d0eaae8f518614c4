using FsCheck;
using FsCheck.Fluent;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class LaneBatchTests
{
    private const int Events = 3000;

    /// <summary>
    /// Streams and the room for them: up to 10 over room for 7, some of which others follow now and then, so that tiles meet repeats, strangers, refusals and evictions, or
    /// 60, so that tiles grow to their full length. Few enough events that a run is quick, enough for training steps.
    /// </summary>
    private static readonly Gen<Run> Runs =
        from fleet in Gen.OneOf(
            Gen.Choose(1, 10).Select(streams => (Streams: streams, Capacity: 7)),
            Gen.Elements(64, 64, 50).Select(room => (Streams: 60, Capacity: room)))
        from memory in Gen.Elements(StreamMemory.Lean, StreamMemory.Lean, StreamMemory.Lean, StreamMemory.Rich)
        from features in Gen.Choose(1, 2)
        from hiddenUnits in Gen.Elements(0, 8, 24)
        from layers in Gen.Elements(1, 1, 2, 3)
        from learn in Gen.Elements(true, true, true, false)
        from without in Gen.Elements(DetectorParts.None, DetectorParts.None, DetectorParts.Network, DetectorParts.Pattern | DetectorParts.SlowerScales)
        from seed in Gen.Choose(0, int.MaxValue)
        from longest in Gen.Choose(1, 70)
        from inTurn in Gen.Elements(false, true)
        select new Run(fleet.Streams, fleet.Capacity, memory, features, hiddenUnits, layers, learn, without, seed, longest, inTurn);

    [Fact]
    public void Process_AnySplitIntoBatches_GivesTheBitsOfOneByOne()
    {
        long trainingSteps = 0;
        long evictions = 0;
        long refusals = 0;
        Prop.ForAll(Runs.ToArbitrary(), run =>
        {
            using Lane oneByOne = new(run.Options);
            using Lane batched = new(run.Options);
            ScoredEvent expected = new(run.Features);
            EventBatch batch = new(70, run.Features);
            ScoredBatch scored = new(70, run.Features);
            Random random = new(run.Seed);
            long offset = 0;
            while (offset < Events)
            {
                batch.Clear();
                for (int i = random.Next(1, run.LongestBatch + 1); i > 0; i--)
                {
                    batch.Add(run.Event(offset++, random));
                }

                batched.Process(batch, scored);
                for (int i = 0; i < batch.Count; i++)
                {
                    EventOutcome outcome = oneByOne.Process(batch[i], expected);
                    Assert.Equal(outcome, scored.Outcomes[i]);
                    if (outcome is EventOutcome.Scored or EventOutcome.WarmingUp)
                    {
                        Assert.Equal(Said.Of(expected), Said.Of(scored[i]));
                    }
                }
            }

            Assert.Equal(oneByOne.StateHash(), batched.StateHash());

            Assert.Equal(oneByOne.Watermark, batched.Watermark);
            Assert.Equal(oneByOne.Counters.TrainingSteps, batched.Counters.TrainingSteps);
            Assert.Equal(oneByOne.Counters.Evictions, batched.Counters.Evictions);
            Assert.All(Enum.GetValues<EventOutcome>(), outcome => Assert.Equal(oneByOne.Counters[outcome], batched.Counters[outcome]));
            trainingSteps += batched.Counters.TrainingSteps;
            evictions += batched.Counters.Evictions;
            refusals += batched.Counters[EventOutcome.Refused];
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

        Assert.True(trainingSteps > 0 && evictions > 0 && refusals > 0, "the splits should have met training steps, evictions and refusals");
    }

    [Theory]
    [InlineData(StreamMemory.Lean, 1)]
    [InlineData(StreamMemory.Lean, 2)]
    [InlineData(StreamMemory.Rich, 2)]
    public void Process_Batches_AllocatesNothing(StreamMemory memory, int layers)
    {
        const int streams = 100;
        using Lane lane = new(new LaneOptions { Memory = memory, Layers = layers, Capacity = streams });
        EventBatch batch = new(64, 1);
        ScoredBatch scored = new(64, 1);
        byte[][] keys = [.. Enumerable.Range(0, streams).Select(i => System.Text.Encoding.UTF8.GetBytes($"pump-{i}"))];
        double[] values = new double[1];
        long offset = 0;
        Assert.Equal(0, Allocations.OfEachRound(_ =>
        {
            for (int batches = 0; batches < 500; batches++)
            {
                batch.Clear();
                while (batch.Count < batch.Capacity)
                {
                    values[0] = Math.Sin(offset * 0.01);
                    batch.Add(new SensorEvent { Key = keys[offset * 31 % streams], Time = offset * 1000L, Values = values, Offset = offset++ });
                }

                lane.Process(batch, scored);
            }
        }));
        Assert.True(lane.Counters.TrainingSteps > 0);
    }

    [Fact]
    public void Add_FullBatchOrWrongNumberOfValues_Throws()
    {
        EventBatch batch = new(1, 1);
        Assert.Throws<ArgumentException>(() => batch.Add(new SensorEvent { Key = "k"u8, Time = 0, Values = [1, 2], Offset = 0 }));
        batch.Add(new SensorEvent { Key = new byte[1000], Time = 0, Values = [1], Offset = 0 });
        Assert.Equal(1000, batch[0].Key.Length);
        Assert.Throws<InvalidOperationException>(() => batch.Add(new SensorEvent { Key = "k"u8, Time = 0, Values = [1], Offset = 1 }));
    }

    private sealed record Run(
        int Streams, int Capacity, StreamMemory Memory, int Features, int HiddenUnits, int Layers, bool Learn, DetectorParts Without, int Seed, int LongestBatch, bool InTurn)
    {
        private readonly double[] values = new double[Features];

        public LaneOptions Options => new()
        {
            Memory = Memory,
            Features = Features,
            HiddenUnits = HiddenUnits,
            Layers = Layers,
            Learn = Learn,
            Without = Without,
            Capacity = Capacity,
            WarmUpEvents = 50,
            Seed = (ulong)Seed,
        };

        public SensorEvent Event(long offset, Random random)
        {
            for (int i = 0; i < Features; i++)
            {
                values[i] = random.Next(30) switch { 0 => double.NaN, 1 => 1e31, 2 => 50, _ => Math.Sin(offset * 0.3) + random.NextDouble() };
            }

            return new SensorEvent
            {
                Key = new byte[] { (byte)'a', (byte)((InTurn ? offset % Streams : random.Next(Streams)) + (offset / 1000 * 3)) },
                Time = offset * 1000 - (random.Next(50) == 0 ? 1_000_000 : 0),
                Values = values,
                Offset = offset - (random.Next(100) == 0 ? 3 : 0),
            };
        }
    }
}
