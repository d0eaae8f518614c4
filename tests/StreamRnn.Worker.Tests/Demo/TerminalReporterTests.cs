using StreamRnn.Core.Streams;
using StreamRnn.Worker.Demo;
using StreamRnn.Worker.Live;

namespace StreamRnn.Worker.Tests.Demo;

public sealed class TerminalReporterTests
{
    private const int ReadingCount = 200;

    private static readonly DemoRecording recording = new(
    [
        new DemoSeries(new("pump", "Pressure"), [.. Enumerable.Range(0, ReadingCount).Select(row => new DemoReading("pump", row, row))], [new(0, 7)]),
        new DemoSeries(new("a-stream-with-a-name-that-takes-much-room", "Speed"), [], []),
    ]);

    private readonly LiveFeed feed = new(new LiveFeedOptions { Streams = 2, Points = ReadingCount });
    private readonly DemoProgress progress = new();

    public TerminalReporterTests()
    {
        ScoredEvent scored = new(1);
        for (int row = 0; row < ReadingCount; row++)
        {
            SensorEvent reading = new() { Key = "pump"u8, Time = row, Values = [row % 8], Offset = row };
            feed.Scored(reading, scored);
            progress.Scored(reading, scored);
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(150)]
    public async Task Report_LinesThatWrapAboveTheDisplay_LeaveNothingOfItBehind(int width)
    {
        await using TerminalScreen screen = new(width);
        await using (TerminalReporter reporter = new(screen.Console(), feed, progress, TimeProvider.System))
        {
            reporter.Begin(recording, 100_000, new Uri("http://localhost:41234/"), staysUp: true);
            reporter.Report(SyntheticIncident.Change("a", "pump", 7));
            reporter.Report(SyntheticIncident.Change("b", "a-stream-with-a-name-that-takes-much-room", 60_000));
        }

        Assert.Equal(
            "StreamRnn plays 200 real readings of 2 streams, in which people labelled 1 window. "
            + "1970-01-01 00:00 pump value 80.0 is above its forecast, 40.0 to 60.0, by 11.2 times the usual error; about once in 3 days in its usual life "
            + "1970-01-01 00:01 a-stream-with-a-name-that-takes-much-room value 80.0 is above its forecast, 40.0 to 60.0, by 11.2 times the usual error; about once in 3 days in its usual life",
            string.Join(' ', screen.Rows.SelectMany(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public async Task FinishAsync_WholeRun_ShowsTablesAndWhereThePageIs()
    {
        await using TerminalScreen screen = new(120);
        await using TerminalReporter reporter = new(screen.Console(), feed, progress, TimeProvider.System);

        reporter.Begin(recording, null, new Uri("http://localhost:41234/"), staysUp: true);
        await reporter.FinishAsync(new DemoScoreboard(recording.Series).Results, staysUp: true);

        Assert.Equal("All readings are played. The page stays up at http://localhost:41234/; Ctrl+C ends it.", screen.Rows[^1]);
        Assert.Equal("0 of 1 labelled windows found; 0 incidents inside, 0 elsewhere.", screen.Rows[^3]);
    }

    [Theory]
    [InlineData(60, "a-stream-with-a-name-tha…")]
    [InlineData(100, "a-stream-with-a-name-that-takes-much-room")]
    [InlineData(150, "a-stream-with-a-name-that-takes-much-room")]
    public void Draw_AnyWidth_GivesEachStreamOneLineWithAllItsNumbers(int width, string longName)
    {
        using TerminalScreen screen = new(width);
        TerminalDisplay display = new(recording, feed, 100_000, "Live page: http://localhost:41234/", unicode: true);

        screen.Console().Write(display.Draw(width, ReadingCount / 2, TimeSpan.FromSeconds(1), new Dictionary<string, int> { ["pump"] = 12 }, ["pump"]));

        string[] rows = screen.Rows;
        Assert.Equal(8, rows.Length);
        Assert.Matches(@"^stream +now +incidents$", rows[1]);
        Assert.Matches(@"^pump +[▁▂▃▄▅▆▇█]{8,} +7 +12$", rows[2]);
        Assert.Equal(longName, rows[3]);
        Assert.Matches("^━+─+  100 of 200 readings, 1970-01-01 00:00$", rows[5]);
        Assert.Equal(["100,000 times real time (--speed)", "Live page: http://localhost:41234/"], rows[6..]);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(150)]
    public void Write_TablesOfAnyWidth_CutNoWordOrNumber(int width)
    {
        using TerminalScreen screen = new(width);
        DemoRecording bundled = DemoRecording.Load();

        ResultTables.Write(screen.Console(), new DemoScoreboard(bundled.Series).Results, Spectre.Console.TableBorder.Rounded);

        string text = string.Join('\n', screen.Rows);
        Assert.DoesNotContain('…', text);
        Assert.Equal(bundled.WindowCount, screen.Rows.Count(row => row.TrimEnd('│', ' ').EndsWith("missed", StringComparison.Ordinal)));
        Assert.Contains("2013-12-10 06:25", text, StringComparison.Ordinal);
        Assert.Contains("Windows", text, StringComparison.Ordinal);
    }
}
