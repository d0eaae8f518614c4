using FsCheck;
using FsCheck.Fluent;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>Who has a place in a lane that is full.</summary>
public sealed class AdmissionTests
{
    private const long Minute = 60_000;
    private const long Start = 1_769_860_800_000;
    private const int WarmUp = 50;

    private readonly ScoredEvent scored = new(1);
    private long offset;

    [Fact]
    public void Process_FleetALittleTooLarge_ScoresAllThatAreKnownAndRefusesTheRest()
    {
        const int capacity = 1024;
        const int streams = 1100;
        const int rounds = 60;
        using Lane lane = New(capacity);
        for (int round = 0; round < rounds; round++)
        {
            for (int stream = 0; stream < streams; stream++)
            {
                EventOutcome outcome = Give(lane, stream, Start + (round * Minute) + (stream * Minute / streams));
                Assert.Equal(stream >= capacity ? EventOutcome.Refused : round < WarmUp ? EventOutcome.WarmingUp : EventOutcome.Scored, outcome);
            }
        }

        Assert.Equal(0, lane.Counters.Evictions);
        Assert.Equal((streams - capacity) * rounds, lane.Counters[EventOutcome.Refused]);
        Assert.InRange(lane.Counters.RefusedStreams, 0.9 * (streams - capacity), 1.1 * (streams - capacity));
    }

    [Fact]
    public void Process_FloodOfRandomKeys_LeavesTheKnownStreamsAndTheirScoresAlone()
    {
        const int capacity = 64;
        const int known = 60;
        using Lane flooded = New(capacity);
        using Lane calm = New(capacity);
        int stranger = 1000;
        long calmOffset = 0;
        for (int round = 0; round < 100; round++)
        {
            for (int stream = 0; stream < known; stream++)
            {
                long time = Start + (round * Minute) + (stream * 1000);
                EventOutcome outcome = Give(flooded, stream, time);
                Assert.Equal(round < WarmUp ? EventOutcome.WarmingUp : EventOutcome.Scored, outcome);
                double score = scored.RawScore;
                Give(calm, stream, time, calmOffset++);

                // The weights are frozen here: they would learn from strangers, too, that have a row.
                Assert.Equal(score, scored.RawScore);
                for (int i = 0; i < 20 && round >= 20; i++)
                {
                    Give(flooded, stranger++, time);
                }
            }
        }

        Assert.Equal(capacity, flooded.Counters.Streams);
        Assert.True(flooded.Counters[EventOutcome.Refused] > 90_000);
        Assert.InRange(flooded.Counters.RefusedStreams, 0.9 * flooded.Counters[EventOutcome.Refused], 1.1 * flooded.Counters[EventOutcome.Refused]);
    }

    [Fact]
    public void Process_StreamThatIsGone_MakesRoomAfterTwentyOfItsIntervals()
    {
        const int capacity = 16;
        using Lane lane = New(capacity);
        int minute = 0;
        for (; minute < 60; minute++)
        {
            GiveRound(lane, capacity, minute);
        }

        int admitted = -1;
        for (; minute < 120 && admitted < 0; minute++)
        {
            GiveRound(lane, capacity - 1, minute);
            admitted = Give(lane, 1000, Start + (minute * Minute)) == EventOutcome.Refused ? -1 : minute;
        }

        // It spoke last at minute 59. A hand that looks at four rows of sixteen a minute, and marks that lie up to a quarter after it.
        Assert.InRange(admitted, 59 + 20, 59 + 20 + 10);
        Assert.Equal(1, lane.Counters.Evictions);
        Assert.Equal(EventOutcome.Refused, Give(lane, capacity - 1, Start + (minute * Minute)));
    }

    [Fact]
    public void Process_AllKnownStreamsGone_OthersTakeTheirPlaces()
    {
        const int capacity = 16;
        using Lane lane = New(capacity);
        for (int minute = 0; minute < 60; minute++)
        {
            GiveRound(lane, capacity, minute);
        }

        for (int minute = 60; minute < 120; minute++)
        {
            GiveRound(lane, capacity, minute, first: 1000);
        }

        Assert.Equal(capacity, lane.Counters.Evictions);
        for (int stream = 1000; stream < 1000 + capacity; stream++)
        {
            Assert.Equal(EventOutcome.WarmingUp, Give(lane, stream, Start + (120 * Minute)));
        }
    }

    [Fact]
    public void Process_LaneThatStoodStillForADay_HasNoIdleStreams()
    {
        const int capacity = 16;
        using Lane lane = New(capacity);
        for (int minute = 0; minute < 60; minute++)
        {
            GiveRound(lane, capacity, minute);
        }

        for (int minute = 1500; minute < 1560; minute++)
        {
            for (int stranger = 0; stranger < 10; stranger++)
            {
                Assert.Equal(EventOutcome.Refused, Give(lane, 1000 + stranger, Start + (minute * Minute)));
            }

            GiveRound(lane, capacity, minute);
        }

        Assert.Equal(0, lane.Counters.Evictions);
    }

    [Fact]
    public void Process_StreamsOfAnHourAmongStreamsOfASecond_KeepTheirPlaces()
    {
        const int capacity = 16;
        const int slow = 4;
        using Lane lane = New(capacity);
        int stranger = 1000;
        for (int second = 0; second < 8 * 3600; second++)
        {
            long time = Start + (second * 1000L);
            for (int stream = 0; stream < slow && second % 3600 == 0; stream++)
            {
                Assert.NotEqual(EventOutcome.Refused, Give(lane, stream, time));
            }

            Give(lane, slow + (second % (capacity - slow)), time);
            if (second > 5 * 3600)
            {
                Give(lane, stranger++, time);
            }
        }

        Assert.Equal(0, lane.Counters.Evictions);
        Assert.Equal(capacity, lane.Counters.Streams);
    }

    [Fact]
    public void Process_AnyLoadOfKnownStreamsAndStrangers_RefusesNoKnownStreamAndStaysWithinCapacity()
    {
        Gen<(int Known, int Spare, int Strangers, int Seed)> loads =
            from known in Gen.Choose(1, 12)
            from spare in Gen.Choose(0, 4)
            from strangers in Gen.Choose(1, 100)
            from seed in Gen.Choose(0, int.MaxValue)
            select (known, spare, strangers, seed);

        Prop.ForAll(loads.ToArbitrary(), load =>
        {
            var random = new Random(load.Seed);
            int capacity = load.Known + load.Spare;
            using Lane lane = New(capacity);
            offset = 0;
            for (int second = 0; second < 3000; second++)
            {
                // Known streams speak once a minute or more often, in any order; half of the rest are strangers from a pool.
                long time = Start + (second * 1000L);
                bool isKnown = second < 60 || second % 60 < load.Known || random.Next(2) == 0;
                int stream = !isKnown ? 1000 + random.Next(load.Strangers) : second % 60 < load.Known ? second % 60 : random.Next(load.Known);
                EventOutcome outcome = Give(lane, stream, time);
                Assert.False(isKnown && outcome == EventOutcome.Refused, $"stream {stream} was refused at {second} s");
                Assert.True(lane.Counters.Streams <= capacity);
                Assert.Equal(lane.Counters.Streams, lane.Table.Count);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
    }

    [Fact]
    public void StateHash_RefusedStranger_ChangesIt()
    {
        using Lane lane = New(2);
        using Lane other = New(2);
        for (int stream = 0; stream < 2; stream++)
        {
            Give(lane, stream, Start + stream);
            Give(other, stream, Start + stream, offset - 1);
        }

        Assert.Equal(lane.StateHash(), other.StateHash());
        Assert.Equal(EventOutcome.Refused, Give(lane, 1000, Start + 2));
        Assert.Equal(EventOutcome.Missing, other.Process(new SensorEvent { Key = [1], Time = Start, Values = [double.NaN], Offset = offset - 1 }, scored));

        // Where its hand stands decides who makes room.
        Assert.Equal(lane.LastOffset, other.LastOffset);
        Assert.NotEqual(lane.StateHash(), other.StateHash());
    }

    [Fact]
    public void Process_RefusedStrangers_AllocatesNothing()
    {
        using Lane lane = New(8);
        GiveRound(lane, 8, 0);
        byte[] key = new byte[4];
        double[] values = [1];
        Assert.Equal(0, Allocations.OfEachRound(_ =>
        {
            for (int i = 0; i < 1000; i++)
            {
                BitConverter.TryWriteBytes(key, (int)(1000 + offset));
                lane.Process(new SensorEvent { Key = key, Time = Start, Values = values, Offset = offset++ }, scored);
            }
        }));
        Assert.True(lane.Counters[EventOutcome.Refused] > 0);
    }

    private static Lane New(int capacity) => new(new LaneOptions { Memory = StreamMemory.Lean, Capacity = capacity, WarmUpEvents = WarmUp, HiddenUnits = 8, Learn = false });

    /// <summary>Gives a reading by its stream and time alone: what else comes in between doesn't change it.</summary>
    private EventOutcome Give(Lane lane, int stream, long time) => Give(lane, stream, time, offset++);

    private EventOutcome Give(Lane lane, int stream, long time, long at) => lane.Process(
        new SensorEvent { Key = BitConverter.GetBytes(stream), Time = time, Values = [Math.Sin(time * 0.0001) + stream], Offset = at }, scored);

    private void GiveRound(Lane lane, int streams, int minute, int first = 0)
    {
        for (int stream = first; stream < first + streams; stream++)
        {
            Give(lane, stream, Start + (minute * Minute) + ((stream - first) * 1000));
        }
    }
}
