using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>The same events give the same bits, whatever comes between them.</summary>
public sealed class LaneRepeatTests
{
    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_SameEventsAgain_GivesTheSameBits(StreamMemory memory)
    {
        using LaneRun first = new(LaneRun.Options(memory));
        using LaneRun second = new(LaneRun.Options(memory));
        for (int i = 0; i < 3000; i++)
        {
            string stream = $"pump-{i % 5}";
            first.Give(stream, LaneRun.Noisy(i));
            second.Give(stream, LaneRun.Noisy(i));
            Assert.Equal(first.Said(), second.Said());
        }

        Assert.Equal(first.Lane.StateHash(), second.Lane.StateHash());
        Assert.True(first.Lane.Counters.TrainingSteps > 0, "the comparison should cover learning");
    }

    [Fact]
    public void Process_StreamAmongOthersInRichMemory_IsScoredAsIfAlone()
    {
        using LaneRun alone = new(LaneRun.Options(StreamMemory.Rich));
        using LaneRun among = new(LaneRun.Options(StreamMemory.Rich));
        for (int i = 0; i < 800; i++)
        {
            long time = LaneRun.Start + i * LaneRun.Minute;
            alone.Give("pump", time, LaneRun.Noisy(i));
            among.Give("other", time, LaneRun.Noisy(7 * i));
            among.Give("pump", time, LaneRun.Noisy(i));
            Assert.Equal(alone.Said(), among.Said());
        }
    }

    [Fact]
    public void Process_ReplayedOffset_LeavesStateUnchanged()
    {
        using LaneRun replayed = new(LaneRun.Options(StreamMemory.Rich));
        using LaneRun straight = new(LaneRun.Options(StreamMemory.Rich));
        for (int i = 0; i < 300; i++)
        {
            straight.Give("pump", LaneRun.Noisy(i));
            replayed.Give("pump", LaneRun.Noisy(i));
            Assert.Equal(EventOutcome.Replayed, replayed.GiveAt(replayed.Lane.LastOffset, "pump", LaneRun.Start, 1e6));
            Assert.Equal(EventOutcome.Replayed, replayed.GiveAt(0, "stranger", LaneRun.Start, 1e6));
        }

        Assert.Equal(straight.Give("pump", 0.5), replayed.Give("pump", 0.5));
        Assert.Equal(straight.Said(), replayed.Said());
        Assert.Equal(straight.Lane.StateHash(), replayed.Lane.StateHash());
        Assert.Equal(1, replayed.Lane.Counters.Streams);
    }

    [Fact]
    public void Process_EventThatIsRejected_LeavesTheStreamUnchangedAndIsCounted()
    {
        using LaneRun hostile = new(LaneRun.Options(StreamMemory.Rich));
        using LaneRun clean = new(LaneRun.Options(StreamMemory.Rich));
        long time = LaneRun.Start;
        clean.Give("pump", time, 0);
        hostile.Give("pump", time, 0);
        for (int i = 0; i < 200; i++)
        {
            time += LaneRun.Minute;
            clean.Give("pump", time, LaneRun.Noisy(i));
            hostile.Give("pump", time, LaneRun.Noisy(i));
            Assert.Equal(EventOutcome.Duplicate, hostile.Give("pump", time, LaneRun.Noisy(i)));
            Assert.Equal(EventOutcome.Missing, hostile.Give("pump", time, double.NaN));
            Assert.Equal(EventOutcome.OutOfRange, hostile.Give("pump", time, 1e31));
            Assert.Equal(EventOutcome.OutOfRange, hostile.Give("pump", time, double.NegativeInfinity));
            Assert.Equal(EventOutcome.Late, hostile.Give("pump", time - 10 * LaneRun.Minute, LaneRun.Noisy(i)));
            Assert.Equal(EventOutcome.WrongFeatureCount, hostile.Give("pump", time, 1, 2));
        }

        // At one offset, as the hash is of the last one seen too.
        clean.GiveAt(10_000, "pump", time + LaneRun.Minute, 0.5);
        hostile.GiveAt(10_000, "pump", time + LaneRun.Minute, 0.5);
        Assert.Equal(clean.Said(), hostile.Said());
        Assert.Equal(clean.Lane.StateHash(), hostile.Lane.StateHash());
        Assert.Equal(400, hostile.Lane.Counters[EventOutcome.OutOfRange]);
        Assert.Equal(200, hostile.Lane.Counters[EventOutcome.Late]);
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_AnotherEnding_LeavesWhatWasSaidBeforeAsItWas(StreamMemory memory)
    {
        const int length = 1024;
        long[][] whole = Said(int.MaxValue);
        foreach (int cut in (int[])[1, 5, 48, 151, 700, 1001])
        {
            long[][] other = Said(cut);
            for (int i = 0; i < cut; i++)
            {
                Assert.Equal(whole[i], other[i]);
            }

            Assert.False(whole[cut..].SelectMany(said => said).SequenceEqual(other[cut..].SelectMany(said => said)), "the ending should make a difference");
        }

        // In batches, so that what is to come lies there already.
        long[][] Said(int changedFrom)
        {
            using Lane lane = new(LaneRun.Options(memory));
            var batch = new EventBatch(64, 1);
            var scored = new ScoredBatch(64, 1);
            List<long[]> said = [];
            while (said.Count < length)
            {
                batch.Clear();
                for (int i = said.Count; batch.Count < batch.Capacity; i++)
                {
                    double value = i < changedFrom ? LaneRun.Noisy(i) : 50 - LaneRun.Noisy(3 * i);
                    batch.Add(new SensorEvent { Key = "pump"u8, Time = LaneRun.Start + (i * LaneRun.Minute), Values = [value], Offset = i });
                }

                lane.Process(batch, scored);
                said.AddRange(Enumerable.Range(0, batch.Count).Select(i => Streams.Said.Of(scored[i])));
            }

            return [.. said];
        }
    }
}
