using FsCheck;
using FsCheck.Fluent;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class LaneTimeTests
{
    private const long Second = 1_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;
    private const long Noon = 1_769_860_800_000;

    [Fact]
    public void Watermark_OneStream_IsWhatTwoReadingsInARowHaveReached()
    {
        var lane = new Timeline();

        Assert.Equal(long.MinValue, lane.Give(0, Noon));
        Assert.Equal(Noon, lane.Give(0, Noon + Minute));
        Assert.Equal(Noon + Minute, lane.Give(0, Noon + Day));
        Assert.Equal(Noon + 2 * Minute, lane.Give(0, Noon + 2 * Minute));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    public void Watermark_StreamsInTurn_IsAtMostTwoReadingsBehind(int streams)
    {
        var lane = new Timeline();
        for (int i = 0; i < 500; i++)
        {
            // The lower median of those that have spoken, five at most.
            int behind = Math.Min(i + 1, Math.Min(streams, 5)) / 2;
            long watermark = lane.Give(i % streams, Noon + (i * Second));
            Assert.Equal(i == 0 ? long.MinValue : Noon + ((i - behind) * Second), watermark);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    public void Watermark_OneReadingFarAhead_StaysWithTheOthersAndGoesOn(int streams)
    {
        var lane = new Timeline();
        for (int i = 0; i < 500; i++)
        {
            long now = Noon + (i * Second);
            long watermark = lane.Give(i % streams, i == 250 ? long.MaxValue : now);
            Assert.True(watermark <= now, $"{watermark - now} ms ahead at {i}");
            Assert.True(i < 3 || watermark >= now - (3 * Second), $"{now - watermark} ms behind at {i}");
        }
    }

    [Theory]
    [InlineData(2, Day)]
    [InlineData(3, Day)]
    [InlineData(50, Day)]
    [InlineData(3, -Day)]
    [InlineData(50, -Day)]
    public void Watermark_OneClockForeverWrong_StaysWithTheOthers(int streams, long wrong)
    {
        var lane = new Timeline();
        for (int i = 0; i < 2_000; i++)
        {
            long now = Noon + (i * Second);
            long watermark = lane.Give(i % streams, i % streams == 0 ? now + wrong : now);
            Assert.True(watermark <= now, $"{watermark - now} ms ahead at {i}");
            Assert.True(i < 4 || watermark >= now - (4 * Second), $"{now - watermark} ms behind at {i}");
        }
    }

    [Fact]
    public void Watermark_OneOfTwoClocksForeverBehind_GoesOnAtTheRightPace()
    {
        var lane = new Timeline();
        long first = 0;
        for (int i = 0; i < 200; i++)
        {
            long watermark = lane.Give(i % 2, Noon + (i * Second) - (i % 2 == 0 ? Day : 0));
            first = i == 100 ? watermark : first;
        }

        // The last reading of the clock that is behind was the last but one.
        Assert.Equal(Noon - Day + (198 * Second), lane.Watermark);
        Assert.Equal(98 * Second, lane.Watermark - first);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public void Watermark_TwoClocksForeverAheadThatSpeakOneAfterTheOther_StaysWithTheOthers(int streams)
    {
        var lane = new Timeline();
        for (int i = 0; i < 2_000; i++)
        {
            long now = Noon + (i * Second);
            long watermark = lane.Give(i % streams, i >= 100 && i % streams < 2 ? now + (23 * Hour) : now);
            Assert.True(watermark <= now, $"{watermark - now} ms ahead at {i}");
            Assert.True(i < 6 || watermark >= now - (6 * Second), $"{now - watermark} ms behind at {i}");
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 10)]
    [InlineData(2, 2)]
    public void Watermark_ClocksThatStandStillJoinThoseThatGo_GoesOn(int stuck, int going)
    {
        // No clock of their own: they say 1970 for ever, and speak as often as the others.
        var lane = new Timeline();
        for (int i = 0; i < 3_600; i++)
        {
            lane.Give(i % going, Noon + (i * Second));
        }

        for (int i = 3_600; i < 90_000; i++)
        {
            long now = Noon + (i * Second);
            int turn = i % (stuck + going);
            long watermark = lane.Give(turn, turn < going ? now : 0);
            Assert.True(watermark <= now && watermark >= now - Minute, $"{now - watermark} ms behind at {i}");
        }
    }

    [Fact]
    public void Watermark_FastAndSlowStream_FollowsTheFastOne()
    {
        // One speaks every second, the other every hour: between two words of the slow one the fast one speaks for the lane.
        var lane = new Timeline();
        for (int i = 0; i < 4 * 3600; i++)
        {
            long now = Noon + (i * Second);
            long watermark = i % 3600 == 0 ? lane.Give(1, now) : lane.Give(0, now);
            Assert.True(i < 4 || watermark >= now - (4 * Second), $"{now - watermark} ms behind at {i}");
        }
    }

    [Fact]
    public void Watermark_HourlyFleet_IsAtMostTwoReadingsBehind()
    {
        var lane = new Timeline();
        for (int i = 0; i < 5 * 60; i++)
        {
            long watermark = lane.Give(i % 60, Noon + (i * Minute));
            Assert.True(i == 0 || watermark >= Noon + ((i - 2) * Minute));
        }
    }

    [Fact]
    public void Watermark_BacklogOfOneStream_LeavesItAlone()
    {
        var lane = new Timeline();
        lane.GiveTurns(streams: 5, turns: 20, Noon);
        long before = lane.Watermark;
        for (int i = 0; i < 10_000; i++)
        {
            Assert.Equal(before, lane.Give(5, before - Day + (i * Second)));
        }
    }

    [Fact]
    public void Watermark_BurstOfAWrongClock_IsCarriedOnByItsOwnStepsOnly()
    {
        // A gateway hands over 200 readings of a clock a day ahead, a second apart: they move the lane by their own three minutes.
        var lane = new Timeline();
        lane.GiveTurns(streams: 5, turns: 20, Noon);
        long before = lane.Watermark;
        for (int i = 0; i < 200; i++)
        {
            lane.Give(5, before + Day + (i * Second));
        }

        Assert.InRange(lane.Watermark, before, before + (200 * Second));
    }

    [Fact]
    public void Watermark_ClockThatJumpsInABurst_IsNotCarriedAlong()
    {
        var lane = new Timeline();
        lane.GiveTurns(streams: 5, turns: 20, Noon);
        long before = lane.Watermark;
        for (int i = 0; i < 200; i++)
        {
            lane.Give(0, before + (i * Second) + (i >= 100 ? Day : 0));
        }

        Assert.InRange(lane.Watermark, before + (90 * Second), before + (200 * Second));
    }

    [Fact]
    public void Watermark_OthersGoneForGood_ComesToTheOneThatIsLeft()
    {
        var lane = new Timeline();
        lane.GiveTurns(streams: 5, turns: 20, Noon);
        long before = lane.Watermark;
        const int Events = 65_600;
        for (int i = 0; i < Events; i++)
        {
            lane.Give(2, Noon + (60 * Day) + (i * Minute));
            Assert.True(i != 1_000 || lane.Watermark >= before + (990 * Minute), "Its pace is the lane's long before its time is.");
        }

        Assert.Equal(Noon + (60 * Day) + ((Events - 2) * Minute), lane.Watermark);
    }

    [Fact]
    public void Watermark_AllStreamsAfterAPause_ComesWithTheThirdOfThem()
    {
        var lane = new Timeline();
        lane.GiveTurns(streams: 5, turns: 20, Noon);
        long before = lane.Watermark;

        Assert.InRange(lane.Give(3, Noon + Day), before, before + (2 * Second));
        Assert.InRange(lane.Give(1, Noon + Day + Second), before, before + (2 * Second));
        Assert.Equal(Noon + Day, lane.Give(2, Noon + Day + (2 * Second)));
    }

    [Fact]
    public void Watermark_TimesAtTheEndsOfLong_NeverFalls()
    {
        long[] times = [long.MinValue, long.MinValue + 1, -1, 0, 1, long.MaxValue - 1, long.MaxValue];
        Prop.ForAll(Gen.Choose(0, 3).SelectMany(stream => Gen.Elements(times), (stream, time) => (stream, time)).ArrayOf(600).ToArbitrary(), events =>
        {
            var lane = new Timeline();
            long before = long.MinValue;
            foreach ((int stream, long time) in events)
            {
                long watermark = lane.Give(stream, time);
                Assert.True(watermark >= before);
                before = watermark;
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Watermark_OneStreamOfAnyTimes_NeverGetsAheadOfTheOthers()
    {
        // Stream 0 says anything, but never more often in a row than there are streams; the others tell the time in turn, some of them late.
        Gen<(int Stream, long Time)> steps = Gen.Choose(0, 4).SelectMany(
            stream => Gen.Choose(-1_000_000, 1_000_000), (stream, wrong) => (stream, stream == 0 ? wrong * Minute : -Math.Max(0, wrong - 900_000)));
        Prop.ForAll(steps.ArrayOf(300).ToArbitrary(), events =>
        {
            var lane = new Timeline();
            lane.GiveTurns(streams: 5, turns: 1, Noon - (5 * Second));
            long now = Noon;
            int inARow = 0;
            int turn = 0;
            foreach ((int speaker, long offset) in events)
            {
                now += Second;
                int stream = speaker == 0 ? 0 : (turn++ % 4) + 1;
                inARow = stream == 0 ? inARow + 1 : 0;
                if (inARow > 5)
                {
                    continue;
                }

                long watermark = lane.Give(stream, now + offset);
                Assert.True(watermark <= now, $"{watermark - now} ms ahead");
                Assert.True(watermark >= now - 100_000 - Minute, $"the others agree, and the lane is {now - watermark} ms behind");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(40)]
    public void Watermark_AnyEvents_IsThatOfTheRulesTakenWordByWord(int streams)
    {
        var random = new Random(streams);
        for (int run = 0; run < 40; run++)
        {
            var lane = new Timeline();
            var twin = new TwinLaneTime();
            int stream = 0;
            for (int i = 0; i < 400; i++)
            {
                // Runs of one stream, late and early readings, and many that bear the same time.
                stream = random.Next(4) == 0 ? stream : random.Next(streams);
                long at = Noon + (i / 7 * Second) + (random.Next(9) == 0 ? random.Next(-100, 100) * Second : 0);
                (long before, long reached) = lane.Reach(stream, at);
                long watermark = lane.Give(stream, at);
                twin.Observe(stream, at, before, reached, lane.Streams);
                Assert.Equal(twin.Watermark, watermark);
            }
        }
    }

    [Fact]
    public void Walk_AfterManyEvents_IsTheHashOfTheStreamsFromTheNewestOn()
    {
        var lane = new Timeline();
        var random = new Random(1);
        for (int i = 0; i < 1_000; i++)
        {
            lane.Give(random.Next(9), Noon + (i * Second));
        }

        // Recorded from a list that was kept in order by moving it.
        Assert.Equal("3d249375b8ac2819af32f6437390cf63", lane.StateHash());
    }

    /// <summary>A lane's time, with what each stream has reached as a row would keep it.</summary>
    private sealed class Timeline
    {
        private readonly LaneTime time = new();
        private readonly Dictionary<int, (long Reached, long Last)> streams = [];

        public long Watermark => time.Watermark;

        /// <summary>Streams that have spoken.</summary>
        public int Streams => streams.Count;

        public string StateHash()
        {
            using var hash = new StateHash();
            time.Walk(new HashWalk(hash));
            return hash.ToString();
        }

        /// <summary>What a stream has reached before and would have with an event.</summary>
        public (long Before, long Reached) Reach(int stream, long at)
        {
            (long reached, long last) = streams.GetValueOrDefault(stream, (long.MinValue, long.MinValue));
            return (reached, Math.Max(reached, Math.Min(last, at)));
        }

        public long Give(int stream, long at)
        {
            (long reached, long next) = Reach(stream, at);
            streams[stream] = (next, at);
            time.Observe(new StreamKey((ulong)stream + 1, (ulong)stream), at, reached, next, streams.Count);
            return time.Watermark;
        }

        /// <summary>Has streams speak in turn, a second apart.</summary>
        public void GiveTurns(int streams, int turns, long from)
        {
            for (int i = 0; i < streams * turns; i++)
            {
                Give(i % streams, from + (i * Second));
            }
        }
    }
}
