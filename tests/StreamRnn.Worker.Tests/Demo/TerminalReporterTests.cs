using Spectre.Console;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Demo;
using StreamRnn.Worker.Live;

namespace StreamRnn.Worker.Tests.Demo;

public sealed class TerminalReporterTests
{
    [Fact]
    public async Task Report_WholeRun_ShowsSparklineIncidentsTablesAndWhereThePageIs()
    {
        DemoRecording recording = new([new DemoSeries(new("pump", "Pressure"), [.. Enumerable.Range(0, 8).Select(row => new DemoReading("pump", row, row))], [])]);
        LiveFeed feed = new(new LiveFeedOptions { Streams = 1, Points = 100 });
        DemoProgress progress = new();
        using StringWriter output = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 120;
        console.Profile.Capabilities.Unicode = true;
        await using TerminalReporter reporter = new(console, feed, progress, TimeProvider.System);
        ScoredEvent scored = new(1);
        for (int row = 0; row < 8; row++)
        {
            SensorEvent reading = new() { Key = "pump"u8, Time = row, Values = [row], Offset = row };
            feed.Scored(reading, scored);
            progress.Scored(reading, scored);
        }

        reporter.Begin(recording, new Uri("http://localhost:41234/"));
        reporter.Report(SyntheticIncident.Change("a", "pump", 7));
        await reporter.FinishAsync(new DemoScoreboard(recording.Series).Results, staysUp: true);

        string written = output.ToString();
        Assert.Contains("▁▂▃▄▅▆▇█", written, StringComparison.Ordinal);
        Assert.Contains("8 of 8 readings", written, StringComparison.Ordinal);
        Assert.Contains("value 80.0 is above everything seen before", written, StringComparison.Ordinal);
        Assert.Contains("The page stays up at", written, StringComparison.Ordinal);
    }
}
