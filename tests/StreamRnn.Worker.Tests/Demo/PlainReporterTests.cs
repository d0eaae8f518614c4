using StreamRnn.Alerting;
using StreamRnn.Worker.Demo;

namespace StreamRnn.Worker.Tests.Demo;

public sealed class PlainReporterTests
{
    private static readonly long start = new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static readonly DemoRecording recording = new(
    [
        new DemoSeries(new("pump", "Pressure, every minute"), [.. Readings("pump", 1_500)], [Window(100, 200), Window(300, 400)]),
        new DemoSeries(new("fan", "Speed, every minute"), [.. Readings("fan", 20)], [Window(5, 9)]),
    ]);

    private const string Expected =
        """
        Playing 1,520 readings of 2 streams, in which people labelled 3 windows:
          pump: Pressure, every minute
          fan: Speed, every minute

        2024-03-01 01:50  pump  value 80.0 is above its forecast, 40.0 to 60.0, by 11.2 times the usual error; about once in 3 days in its usual life
        2024-03-01 04:10  pump  value 80.0 is below its forecast, 40.0 to 60.0, by 11.2 times the usual error; about once in 3 days in its usual life

        +--------+----------+---------+-------+------------------+-----------------+
        | Stream | Readings | Windows | Found | Incidents inside | Other incidents |
        |--------+----------+---------+-------+------------------+-----------------|
        | pump   |    1,500 |       2 |     1 |                1 |               1 |
        | fan    |       20 |       1 |     0 |                0 |               0 |
        |        |          |         |       |                  |                 |
        | all    |    1,520 |       3 |     1 |                1 |               1 |
        +--------+----------+---------+-------+------------------+-----------------+

        +--------+------------------+------------------+------------------+
        | Stream | Labelled from    | to               | First incident   |
        |--------+------------------+------------------+------------------|
        | pump   | 2024-03-01 01:40 | 2024-03-01 03:20 | 2024-03-01 01:50 |
        | pump   | 2024-03-01 05:00 | 2024-03-01 06:40 | missed           |
        | fan    | 2024-03-01 00:05 | 2024-03-01 00:09 | missed           |
        +--------+------------------+------------------+------------------+

        1 of 3 labelled windows found; 1 incident inside, 1 elsewhere.

        """;

    [Fact]
    public async Task Report_WholeRun_WritesOpeningsAndTablesAndNothingOfTheMachine()
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter notices = new() { NewLine = "\n" };
        await using PlainReporter reporter = new(output, notices);
        DemoScoreboard scoreboard = new(recording.Series);

        reporter.Begin(recording, 100_000, new Uri("http://localhost:41234/"), staysUp: true);
        foreach (IncidentChange change in new[]
        {
            SyntheticIncident.Change("a", "pump", Minute(110)),
            SyntheticIncident.Change("a", "pump", Minute(110), IncidentState.Update, Minute(120)),
            SyntheticIncident.Change("a", "pump", Minute(110), IncidentState.Resolve, Minute(180)),
            SyntheticIncident.Change("b", "pump", Minute(250), direction: -1),
        })
        {
            scoreboard.Add(change);
            reporter.Report(change);
        }

        await reporter.FinishAsync(scoreboard.Results, staysUp: true);

        Assert.Equal(Expected, output.ToString());
        Assert.Equal(
            "Live page: http://localhost:41234/\nPlaying at 100,000 times real time; --speed sets another one.\n"
            + "All readings are played. The page stays up at http://localhost:41234/; Ctrl+C ends it.\n",
            notices.ToString());
    }

    [Fact]
    public async Task Begin_PageThatGoesWithTheLastReading_SaysSo()
    {
        using StringWriter notices = new() { NewLine = "\n" };
        await using PlainReporter reporter = new(TextWriter.Null, notices);

        reporter.Begin(recording, null, new Uri("http://localhost:41234/"), staysUp: false);

        Assert.Equal("Live page, until the last reading is played: http://localhost:41234/\n", notices.ToString());
    }

    private static long Minute(int minute) => start + (minute * 60_000L);

    private static LabelledWindow Window(int from, int to) => new(Minute(from), Minute(to));

    private static IEnumerable<DemoReading> Readings(string stream, int count) =>
        Enumerable.Range(0, count).Select(row => new DemoReading(stream, Minute(row), row));
}
