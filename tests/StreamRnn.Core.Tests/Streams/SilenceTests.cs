using System.Globalization;
using System.Text;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>Which streams a lane misses.</summary>
public sealed class SilenceTests : IDisposable
{
    private const long Second = 1_000;
    private const long Minute = 60_000;
    private const long Start = 1_769_860_800_000;
    private const int WarmUp = 50;
    private const int Streams = 20;

    private readonly ScoredEvent scored = new(1);
    private readonly List<(string Name, double Minutes, bool IsNew)> silent = [];
    private Lane lane = New();
    private long offset;

    [Fact]
    public void Process_StreamThatFallsSilent_IsMissedOnceAfterTenOfItsIntervals()
    {
        GiveMinutes(0, 100);
        GiveMinutes(100, 200, except: 3);

        (string name, double minutes, _) = Assert.Single(silent, static found => found.IsNew);
        Assert.Equal("pump-3", name);
        Assert.InRange(minutes, 10, 13);
    }

    [Fact]
    public void Process_SilentStream_SaysWhatItKnowsOfIt()
    {
        GiveMinutes(0, 100);
        SilentStream found = FirstSilent(except: 3, from: 100);

        Assert.Equal(new[] { Value(3, Start + (99 * Minute) + (3 * Second)) }, found.LastValues);
        Assert.InRange(found.UsualInterval.TotalSeconds, 59, 61);
        Assert.InRange(found.Excess, 1, 1.3);
        Assert.Equal(100, found.EventCount);
        Assert.True(found.IsNew);
    }

    [Fact]
    public void Process_SilenceThatLasts_IsSaidAgainUpToADay()
    {
        GiveMinutes(0, 100);
        GiveMinutes(100, 3000, except: 3);

        double[] said = [.. silent.Where(static found => !found.IsNew).Select(static found => found.Minutes)];
        Assert.InRange(said.Length, 44, 48);
        Assert.All(said.Zip(said.Skip(1)), static pair => Assert.InRange(pair.Second - pair.First, 29.9, 32));
        Assert.InRange(said[^1], 1400, 1460);
        Assert.Single(silent, static found => found.IsNew);
    }

    [Fact]
    public void Process_StreamThatSpokeAgain_IsMissedAgain()
    {
        GiveMinutes(0, 100);
        GiveMinutes(100, 130, except: 3);
        GiveMinutes(130, 160);
        GiveMinutes(160, 200, except: 3);

        Assert.Equal(["pump-3", "pump-3"], silent.Where(static found => found.IsNew).Select(static found => found.Name));
    }

    [Fact]
    public void Process_LaneThatStandsStillAndComesBack_MissesNobody()
    {
        GiveMinutes(0, 100);
        foreach (int back in (int[])[400, 2000])
        {
            // Some are back before the others.
            for (int minute = back; minute < back + 4; minute++)
            {
                for (int stream = 0; stream < Streams; stream += 2)
                {
                    Give(stream, Start + (minute * Minute) + (stream * Second));
                }
            }

            GiveMinutes(back + 4, back + 100);
        }

        Assert.Empty(silent);
    }

    [Fact]
    public void Process_StreamInWarmUp_IsNotMissed()
    {
        GiveMinutes(0, WarmUp);
        GiveMinutes(WarmUp, 200, except: 3);

        Assert.Empty(silent);
    }

    [Fact]
    public void Process_HalfOfTheStreams_AreAllMissed()
    {
        GiveMinutes(0, 100);
        for (int minute = 100; minute < 150; minute++)
        {
            for (int stream = 0; stream < Streams / 2; stream++)
            {
                Give(stream, Start + (minute * Minute) + (stream * Second));
            }
        }

        Assert.Equal(
            Enumerable.Range(Streams / 2, Streams / 2).Select(static stream => $"pump-{stream}").Order(StringComparer.Ordinal),
            silent.Where(static found => found.IsNew).Select(static found => found.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Process_OneOfTwoStreams_IsMissed()
    {
        for (int minute = 0; minute < 130; minute++)
        {
            Give(0, Start + (minute * Minute));
            if (minute < 100)
            {
                Give(1, Start + (minute * Minute) + Second);
            }
        }

        Assert.Equal("pump-1", Assert.Single(silent).Name);
    }

    [Fact]
    public void Process_StreamsByChance_AreNotMissed()
    {
        // Gaps as random calls have them, a minute on average: of a month's, one in 23,000 is longer than ten minutes. Any seed does that has some.
        var random = new SplitMix64(11);
        var due = new PriorityQueue<int, double>();
        for (int stream = 0; stream < Streams; stream++)
        {
            due.Enqueue(stream, 0);
        }

        var last = new double[Streams];
        int longGaps = 0;
        int events = 0;
        while (due.TryDequeue(out int stream, out double minutes) && minutes < 7 * 1440)
        {
            longGaps += minutes - last[stream] > 10 ? 1 : 0;
            last[stream] = minutes;
            Give(stream, Start + (long)(minutes * Minute));
            due.Enqueue(stream, minutes - Math.Log(1 - random.NextDouble()));
            events++;
        }

        Assert.True(longGaps > 5, $"{longGaps} gaps of {events} are longer than ten minutes: there should be some");
        Assert.InRange(silent.Count(static found => found.IsNew), 0, 1);
    }

    [Fact]
    public void Process_ClockAnHourBehind_IsNotMissed()
    {
        for (int minute = 0; minute < 200; minute++)
        {
            for (int stream = 0; stream < Streams; stream++)
            {
                Give(stream, Start + (minute * Minute) + (stream * Second) - (stream == 3 ? 60 * Minute : 0));
            }
        }

        Assert.Empty(silent);
    }

    [Fact]
    public void Process_SlowStreamAmongFastOnes_IsMissedByItsOwnInterval()
    {
        for (int minute = 0; minute < 60 * 80; minute++)
        {
            for (int stream = 0; stream < Streams; stream++)
            {
                bool speaks = stream > 0 || (minute % 60 == 0 && minute < 60 * 60);
                if (speaks)
                {
                    Give(stream, Start + (minute * Minute) + (stream * Second));
                }
            }
        }

        (string name, double minutes, _) = Assert.Single(silent, static found => found.IsNew);
        Assert.Equal("pump-0", name);
        Assert.InRange(minutes, 600, 780);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(10, false)]
    public void Process_SwitchedOffOrWithoutAClock_MissesNobody(double intervals, bool hasClock)
    {
        lane.Dispose();
        lane = New(intervals, hasClock);
        GiveMinutes(0, 100);
        GiveMinutes(100, 200, except: 3);

        Assert.Empty(silent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Process_AnySplitIntoBatches_FindsTheSameSilencesAndState(ulong seed)
    {
        using Lane batched = New();
        EventBatch batch = new(70, 1);
        ScoredBatch said = new(70, 1);
        var random = new SplitMix64(seed);
        List<(string, double, bool)> found = [];
        List<long> offsets = [];
        var events = new List<(int Stream, long Time)>();
        for (int minute = 0; minute < 300; minute++)
        {
            events.AddRange(Enumerable.Range(0, Streams)
                .Where(stream => minute is < 100 or > 200 || stream % 3 > 0)
                .Select(stream => (stream, Start + (minute * Minute) + (stream * Second))));
        }

        for (int next = 0; next < events.Count;)
        {
            batch.Clear();
            long first = next;
            for (int size = 1 + random.NextInt(70); batch.Count < size && next < events.Count; next++)
            {
                batch.Add(new SensorEvent { Key = Key(events[next].Stream), Time = events[next].Time, Values = [Value(events[next].Stream, events[next].Time)], Offset = next });
            }

            batched.Process(batch, said);
            found.AddRange(batched.SilentStreams.Select(static stream => (stream.Name, stream.Silence.TotalMinutes, stream.IsNew)));
            offsets.AddRange(batched.SilentStreams.Select(stream => first + stream.EventIndex));
        }

        List<long> expectedOffsets = [];
        foreach ((int stream, long time) in events)
        {
            int before = silent.Count;
            Give(stream, time);
            expectedOffsets.AddRange(Enumerable.Repeat(offset - 1, silent.Count - before));
        }

        Assert.Contains(found, static silence => !silence.Item3);
        Assert.Equal(silent, found);
        Assert.Equal(expectedOffsets, offsets);
        Assert.Equal(lane.StateHash(), batched.StateHash());
    }

    [Fact]
    public void Process_NobodySilent_AllocatesNothing()
    {
        GiveMinutes(0, 60);
        byte[][] keys = [.. Enumerable.Range(0, Streams).Select(Key)];
        double[] values = [1];
        int minute = 60;
        Assert.Equal(0, Allocations.OfEachRound(_ =>
        {
            for (int until = minute + 20; minute < until; minute++)
            {
                for (int stream = 0; stream < Streams; stream++)
                {
                    values[0] = stream + (minute * 0.01);
                    lane.Process(new SensorEvent { Key = keys[stream], Time = Start + (minute * Minute) + stream, Values = values, Offset = offset++ }, scored);
                }
            }
        }));
    }

    [Fact]
    public void Process_NamesOfAnyLength_AreToldWhole()
    {
        lane.Dispose();
        lane = New(capacity: 4);
        string[] names = ["a", new string('b', 27) + "ü", new string('c', 1000), new string('d', 65_535)];
        for (int minute = 0; minute < 150; minute++)
        {
            for (int stream = 0; stream < names.Length; stream++)
            {
                if (minute < 100 || stream == 0)
                {
                    GiveNamed(names[stream], Start + (minute * Minute) + stream, minute);
                }
            }
        }

        Assert.Equal(names[1..], silent.Where(static found => found.IsNew).Select(static found => found.Name).Order(StringComparer.Ordinal));

        // Others take the rows and what the names took.
        string[] successors = ["e", new string('f', 29), new string('g', 1000)];
        silent.Clear();
        for (int minute = 150; minute < 400; minute++)
        {
            GiveNamed(names[0], Start + (minute * Minute), minute);
            for (int stream = 0; stream < successors.Length && minute < 300; stream++)
            {
                GiveNamed(successors[stream], Start + (minute * Minute) + stream + 1, minute);
            }
        }

        Assert.Equal(3, lane.Counters.Evictions);
        Assert.Equal(successors, silent.Where(static found => found.IsNew).Select(static found => found.Name).Order(StringComparer.Ordinal));
    }

    public void Dispose() => lane.Dispose();

    private static Lane New(double intervals = 10, bool hasClock = true, int capacity = Streams) => new(new LaneOptions
    {
        Memory = StreamMemory.Lean,
        Capacity = capacity,
        WarmUpEvents = WarmUp,
        HiddenUnits = 8,
        Learn = false,
        SilenceIntervals = intervals,
        HasClock = hasClock,
    });

    private static byte[] Key(int stream) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"pump-{stream}"));

    private static double Value(int stream, long time) => Math.Sin(time * 0.0001) + stream;

    private SilentStream FirstSilent(int except, int from)
    {
        for (int minute = from; ; minute++)
        {
            for (int stream = 0; stream < Streams; stream++)
            {
                if (stream != except)
                {
                    Give(stream, Start + (minute * Minute) + (stream * Second));
                    if (lane.SilentStreams.Count > 0)
                    {
                        return lane.SilentStreams[0];
                    }
                }
            }

            Assert.True(minute < from + 60, "nobody was missed within an hour");
        }
    }

    private void GiveMinutes(int from, int to, int except = -1)
    {
        for (int minute = from; minute < to; minute++)
        {
            for (int stream = 0; stream < Streams; stream++)
            {
                if (stream != except)
                {
                    Give(stream, Start + (minute * Minute) + (stream * Second));
                }
            }
        }
    }

    private void Give(int stream, long time) => GiveNamed(Encoding.UTF8.GetString(Key(stream)), time, Value(stream, time));

    private void GiveNamed(string name, long time, double value)
    {
        lane.Process(new SensorEvent { Key = Encoding.UTF8.GetBytes(name), Time = time, Values = [value], Offset = offset++ }, scored);
        silent.AddRange(lane.SilentStreams.Select(static stream => (stream.Name, stream.Silence.TotalMinutes, stream.IsNew)));
    }
}
