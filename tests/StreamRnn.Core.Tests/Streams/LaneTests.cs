using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>What a lane takes in, and what it bears.</summary>
public sealed class LaneTests
{
    [Fact]
    public void Process_EventWithinLateness_IsTakenIn()
    {
        using LaneRun run = new(LaneRun.Options(StreamMemory.Lean));
        run.Give("pump", LaneRun.Start, 1);
        run.Give("pump", LaneRun.Start, 2);
        Assert.Equal(EventOutcome.WarmingUp, run.Give("pump", LaneRun.Start - LaneRun.Minute, 3));
        Assert.Equal(EventOutcome.WarmingUp, run.Give("pump", LaneRun.Start, 4));
        Assert.Equal(EventOutcome.Late, run.Give("pump", LaneRun.Start - LaneRun.Minute - 1, 5));
        Assert.Equal(LaneRun.Start, run.Lane.Watermark);
    }

    [Theory]
    [InlineData(86_400_000)]
    [InlineData(long.MaxValue - LaneRun.Start)]
    public void Process_OneReadingStampedAhead_LeavesTheStreamsOwnLaterOnesInTime(long ahead)
    {
        using LaneRun run = new(LaneRun.Options(StreamMemory.Lean));
        for (int i = 0; i < 100; i++)
        {
            run.Give("pump", LaneRun.Start + (i * LaneRun.Minute) + (i == 50 ? ahead - (50 * LaneRun.Minute) : 0), LaneRun.Noisy(i));
        }

        Assert.Equal(0, run.Lane.Counters[EventOutcome.Late]);
        Assert.Equal(LaneRun.Start + (98 * LaneRun.Minute), run.Lane.Watermark);
    }

    [Fact]
    public void Process_TimesAtTheEndsOfLong_AreJudgedWithoutOverflow()
    {
        using LaneRun run = new(LaneRun.Options(StreamMemory.Lean));
        run.Give("pump", long.MaxValue, 1);
        run.Give("pump", long.MaxValue, 2);

        Assert.Equal(EventOutcome.Late, run.Give("pump", long.MinValue, 3));
        Assert.Equal(EventOutcome.Late, run.Give("pump", -1, 4));
        Assert.Equal(EventOutcome.WarmingUp, run.Give("pump", long.MaxValue - LaneRun.Minute, 5));
    }

    [Theory]
    [MemberData(nameof(LaneRun.Memories), MemberType = typeof(LaneRun))]
    public void Process_AnyValuesAndTimes_StaysFiniteAndInRange(StreamMemory memory)
    {
        // Seed 5: any would do; magnitudes from 1e-30 to 1e30, both signs, jumps in time, constants and missing values.
        Random random = new(5);
        using LaneRun run = new(LaneRun.Options(memory) with { Features = 2, Capacity = 3, LatenessMilliseconds = long.MaxValue, RejectDuplicates = false });
        for (int i = 0; i < 20_000; i++)
        {
            double wild = Math.Pow(10, random.Next(-30, 30)) * (random.NextDouble() - 0.5);
            double second = random.Next(4) switch { 0 => double.NaN, 1 => 0, 2 => wild, _ => -1e30 };
            run.Give($"pump-{random.Next(5)}", random.NextInt64(-1L << 40, 1L << 42), wild, second);
            ScoredEvent said = run.Scored;
            Assert.True(double.IsFinite(said.RawScore) && said.RawScore >= 0, $"surprise {said.RawScore} at {i}");
            Assert.True(said.Score is >= 0 and < 1 && said.Alarm is >= 0 and < 1 && said.Confidence is >= 0 and <= 1);
            Assert.True(double.IsFinite(said.Surprisal) && said.Surprisal >= 0, $"tail surprise {said.Surprisal} at {i}");
            Assert.False(double.IsInfinity(said.Forecast[0]) || double.IsInfinity(said.Lower[1]) || double.IsInfinity(said.Upper[0]));
        }

        Assert.True(run.Lane.Counters[EventOutcome.Refused] > 100);
        Assert.Equal(0, run.Lane.Counters.DiscardedTrainingSteps);
    }

    [Theory]
    [InlineData(StreamMemory.Lean, 1)]
    [InlineData(StreamMemory.Rich, 1)]
    [InlineData(StreamMemory.Rich, 2)]
    public void Process_AfterTheFirstEvents_AllocatesNothing(StreamMemory memory, int features)
    {
        using LaneRun run = new(LaneRun.Options(memory) with { Capacity = 16, Features = features });
        byte[][] keys = [.. Enumerable.Range(0, 20).Select(i => System.Text.Encoding.UTF8.GetBytes($"pump-{i}"))];
        double[] values = new double[features];

        // Fourteen steady streams, and strangers that evict each other.
        int next = 0;
        Assert.Equal(0, Allocations.OfEachRound(_ =>
        {
            for (int until = next + 6000; next < until; next++)
            {
                Give(next);
            }
        }));
        Assert.True(run.Lane.Counters.TrainingSteps > 0 && run.Lane.Counters.Evictions > 0);

        void Give(int i)
        {
            values.AsSpan().Fill(LaneRun.Noisy(i));
            run.Lane.Process(new SensorEvent { Key = keys[i % 97 == 0 ? 14 + i / 97 % 6 : i / 3 % 14], Time = LaneRun.Start + i * LaneRun.Minute, Values = values, Offset = i }, run.Scored);
        }
    }

    [Fact]
    public void Process_RoomForAnotherNumberOfFeatures_Throws()
    {
        using Lane lane = new(LaneRun.Options(StreamMemory.Lean));
        Assert.Throws<ArgumentException>(() => lane.Process(new SensorEvent { Key = "k"u8, Time = 0, Values = [1], Offset = 0 }, new ScoredEvent(2)));
    }
}
