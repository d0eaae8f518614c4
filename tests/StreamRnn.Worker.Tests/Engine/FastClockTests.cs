using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Engine;

namespace StreamRnn.Worker.Tests.Engine;

/// <summary>What a clock that is wrong does to the other streams of its partition.</summary>
public sealed class FastClockTests
{
    private const long Minute = 60_000;
    private const long Day = 24 * 60 * Minute;
    private const long Start = 1_769_860_800_000;

    /// <summary>Minutes at which each stream jumps for one reading, so that an incident opens on it.</summary>
    private const int FirstJump = 900;
    private const int SecondJump = 1200;

    /// <summary>When a reading is stamped wrongly: all incidents of the first jump are open.</summary>
    private const int WrongStamp = 920;

    [Theory]
    [InlineData(1, Day)]
    [InlineData(2, Day)]
    [InlineData(5, Day)]
    [InlineData(5, 8_000 * 365 * Day)]
    public void Process_ReadingStampedAheadWhileIncidentsAreOpen_ChangesNoIncident(int streams, long ahead)
    {
        List<string> expected = Changes(streams, ahead: 0, out long noneLate);
        List<string> changes = Changes(streams, ahead, out long late);

        Assert.Equal(2 * streams, expected.Count(static change => change.StartsWith("Open", StringComparison.Ordinal)));
        Assert.Equal(2 * streams, expected.Count(static change => change.StartsWith("Resolve", StringComparison.Ordinal)));
        Assert.Equal(expected, changes);
        Assert.Equal((0, 0), (noneLate, late));
    }

    [Fact]
    public void Process_OneClockForeverADayAhead_ResolvesAllIncidentsInTheirTime()
    {
        List<string> expected = Changes(streams: 5, ahead: 0, out _);
        List<string> changes = Changes(streams: 5, ahead: 0, out _, clockAhead: Day);

        // The stream with the wrong clock is the last; its own changes are told by its clock.
        Assert.Equal(expected.Where(IsOfAnother), changes.Where(IsOfAnother));
        Assert.Equal(2, changes.Count(static change => change.StartsWith("Resolve s4", StringComparison.Ordinal)));

        static bool IsOfAnother(string change) => !change.Contains(" s4 ", StringComparison.Ordinal);
    }

    /// <summary>What happens to the incidents of streams that speak in turn, each once a minute, and when.</summary>
    private static List<string> Changes(int streams, long ahead, out long late, long clockAhead = 0)
    {
        using var engine = new LaneEngine(
            new LaneOptions { Capacity = 8, WarmUpEvents = 100, Memory = StreamMemory.Lean }, new IncidentOptions(), "readings", partition: 3);
        List<string> changes = [];
        long offset = 0;
        for (int minute = 0; minute < 1400; minute++)
        {
            for (int stream = 0; stream < streams; stream++)
            {
                long time = Start + (minute * Minute) + (stream * 1_000);
                time += stream == streams - 1 ? clockAhead + (minute == WrongStamp ? ahead : 0) : 0;
                double jump = minute is FirstJump or SecondJump ? 100 : 0;
                double[] values = [20 + (minute % 24) + (stream * 0.1) + jump];
                engine.Process(new SensorEvent { Key = Encoding.UTF8.GetBytes($"s{stream}"), Time = time, Values = values, Offset = offset++ });
                changes.AddRange(engine.Changes.Select(change => $"{change.State} {change.Opening.Stream} {(change.Time - Start) / 1_000} s"));
            }
        }

        late = engine.Lane.Counters[EventOutcome.Late];
        return changes;
    }
}
