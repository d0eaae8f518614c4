using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>One wild reading, or a hundred in a row, blind a stream for no more than an hour; a level that lasts is accepted.</summary>
public sealed class LaneWildReadingTests
{
    private const int WildAt = PagerSeries.FridayAtTen;
    private const int Hour = 60;

    // Any seed serves.
    private const int Seed = 5;

    // A rich forecaster's running range takes one wild reading in at 20 scales, which is six times the range that it had, and forgets it over ten thousand readings; after a hundred it is
    // put back to its older self's.
    [Theory]
    [InlineData(StreamMemory.Lean, 1, 1.5)]
    [InlineData(StreamMemory.Lean, 100, 1.5)]
    [InlineData(StreamMemory.Rich, 1, 16)]
    [InlineData(StreamMemory.Rich, 100, 1.5)]
    public void Process_AnHourAfterWildReadings_FindsASpikeAsWithoutAndForecastsNearly(StreamMemory memory, int readings, double maxWidth)
    {
        using LaneRun without = new(new LaneOptions { Memory = memory, Capacity = 1 });
        using LaneRun with = new(new LaneOptions { Memory = memory, Capacity = 1 });
        int spike = WildAt + readings + Hour;
        double[] values = PagerSeries.Daily(spike + 1, Seed);
        values[spike] += 12;
        double difference = 0;
        double error = 0;
        double width = 0;
        double widthWithout = 0;
        for (int i = 0; i <= spike; i++)
        {
            without.Give("pump", PagerSeries.TimeOf(i), values[i]);
            with.Give("pump", PagerSeries.TimeOf(i), i >= WildAt && i < WildAt + readings ? 1e8 : values[i]);
            if (i >= spike - 30 && i < spike)
            {
                difference += Math.Abs(with.Scored.Forecast[0] - without.Scored.Forecast[0]);
                error += Math.Abs(values[i] - without.Scored.Forecast[0]);
                width += with.Scored.Upper[0] - with.Scored.Lower[0];
                widthWithout += without.Scored.Upper[0] - without.Scored.Lower[0];
            }
        }

        Assert.InRange(without.Scored.Score, ScoredEvent.SpeaksFrom, 1);
        Assert.InRange(with.Scored.Score, ScoredEvent.SpeaksFrom, 1);
        Assert.InRange(width / widthWithout, 0.8, maxWidth);

        // Of the errors that forecasts have anyway: averages that the forecasts rest on still hold some of it.
        Assert.InRange(difference / error, 0, 1);
    }

    [Theory]
    [InlineData(StreamMemory.Lean)]
    [InlineData(StreamMemory.Rich)]
    public void Process_LevelThatLasts_IsAcceptedWithinDays(StreamMemory memory)
    {
        const int Days = 8;
        using LaneRun run = new(new LaneOptions { Memory = memory, Capacity = 1 });
        double[] values = PagerSeries.Daily(WildAt + (Days * PagerSeries.Day), Seed);
        List<int> told = [];
        for (int i = 0; i < values.Length; i++)
        {
            run.Give("pump", PagerSeries.TimeOf(i), values[i] + (i >= WildAt ? 60 : 0));
            if (run.Scored.Score >= ScoredEvent.SpeaksFrom)
            {
                told.Add(i - WildAt);
            }
        }

        Assert.True(told.Count > 0 && told[0] == 0, $"told at {string.Join(' ', told.Take(5))}");
        Assert.True(told[^1] < 2 * PagerSeries.Day, $"told {told.Count} times, last after {told[^1]} readings");
    }

    [Theory]
    [InlineData(StreamMemory.Lean, 40)]
    [InlineData(StreamMemory.Rich, 6)]
    public void Process_FirstDayOfDailyStreams_IsQuiet(StreamMemory memory, int streams)
    {
        using LaneRun run = new(new LaneOptions { Memory = memory, Capacity = streams });
        double[][] values = [.. Enumerable.Range(0, streams).Select(stream => PagerSeries.Daily(PagerSeries.Day, stream))];
        int told = 0;
        for (int i = 0; i < PagerSeries.Day; i++)
        {
            for (int stream = 0; stream < streams; stream++)
            {
                // Each begins its day at another hour.
                run.Give($"pump-{stream}", PagerSeries.TimeOf(i) + (stream * 37 * LaneRun.Minute), values[stream][i]);
                told += run.Scored.Score >= ScoredEvent.SpeaksFrom ? 1 : 0;
            }
        }

        Assert.InRange(told, 0, streams / 10);
    }
}
