using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using StreamRnn.Worker.Commands;
using StreamRnn.Worker.Demo;

namespace StreamRnn.Worker.Tests.Demo;

[Collection("broker")]
public sealed partial class DemoSessionTests
{
    // Several times what the player may run ahead.
    private const int ReadingsPerStream = 6_000;

    private static readonly DemoRecording recording = new(
    [
        new DemoSeries(new DemoStream("pump", "Pressure"), [.. Readings("pump", row => Math.Sin(row / 40.0))], []),
        new DemoSeries(new DemoStream("fan", "Speed"), [.. Readings("fan", row => 100 + (row % 17))], []),
    ]);

    [Fact]
    public async Task RunAsync_Once_PlaysEveryReadingThroughTheWorkerAndPrintsTheSameEveryTime()
    {
        string first = await RunOnceAsync();
        string second = await RunOnceAsync();

        Assert.Equal(first, second);
        Assert.Contains("Playing 12,000 readings of 2 streams", first, StringComparison.Ordinal);
        Assert.EndsWith(" elsewhere.\n", first, StringComparison.Ordinal);

        static async Task<string> RunOnceAsync()
        {
            using StringWriter output = new() { NewLine = "\n" };
            using StringWriter notices = new();
            await using DemoSession session = new(new DemoSettings { Once = true }, recording);
            await using PlainReporter reporter = new(output, notices);

            Assert.Equal(ExitCode.Done, await Wait.ForAsync(session.RunAsync(reporter, CancellationToken.None), "the demo ends"));

            Assert.Equal(recording.ReadingCount, session.Progress.Processed);
            Assert.Equal([ReadingsPerStream, ReadingsPerStream], session.Feed.Streams.Select(stream => stream.Total));
            return output.ToString();
        }
    }

    [Fact]
    public async Task RunAsync_WithoutOnce_KeepsPageAndMetricsUpUntilItIsEnded()
    {
        using CancellationTokenSource end = new();
        using StringWriter output = new();
        await using WatchedWriter notices = new();
        await using DemoSession session = new(new DemoSettings(), recording);
        await using PlainReporter reporter = new(output, notices);
        Task<int> running = session.RunAsync(reporter, end.Token);

        string notice = await notices.WaitForAsync("All readings are played.");
        Uri page = new(notice.Split("stays up at ")[1].Split(';')[0]);
        using HttpClient client = new() { BaseAddress = page };
        Assert.Contains("live.js", await client.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Contains("pump", await client.GetStringAsync("/api/live/streams"), StringComparison.Ordinal);
        Assert.Contains("streamrnn_", await client.GetStringAsync("/metrics"), StringComparison.Ordinal);
        await end.CancelAsync();

        Assert.Equal(ExitCode.Done, await Wait.ForAsync(running, "the demo ends"));
    }

    [Fact]
    public async Task RunAsync_WithoutPage_ServesMetricsOnly()
    {
        using CancellationTokenSource end = new();
        await using WatchedWriter notices = new();
        int port = FreePort();
        await using DemoSession session = new(new DemoSettings { Page = false, Port = port }, recording);
        await using PlainReporter reporter = new(TextWriter.Null, notices);
        Task<int> running = session.RunAsync(reporter, end.Token);

        await notices.WaitForAsync("All readings are played.");
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using HttpResponseMessage page = await client.GetAsync("/");
        using HttpResponseMessage metrics = await client.GetAsync("/metrics");
        await end.CancelAsync();

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (page.StatusCode, metrics.StatusCode));
        Assert.Equal(ExitCode.Done, await Wait.ForAsync(running, "the demo ends"));
    }

    [Fact]
    public async Task RunAsync_EndedWhileReadingsArePlayed_StopsWithoutResults()
    {
        using CancellationTokenSource end = new();
        using StringWriter output = new();
        await using WatchedWriter notices = new();

        // At this speed the recording takes more than a day.
        await using DemoSession session = new(new DemoSettings { Once = true, Speed = 1 }, recording);
        await using PlainReporter reporter = new(output, notices);
        Task<int> running = session.RunAsync(reporter, end.Token);
        await notices.WaitForAsync("Live page, until the last reading is played: ");
        await end.CancelAsync();

        Assert.Equal(ExitCode.Done, await Wait.ForAsync(running, "the demo ends"));
        Assert.DoesNotContain("labelled windows found", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_PortThatIsAskedForIsTaken_IsRefusedByName()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using DemoSession session = new(new DemoSettings { Once = true, Port = port }, recording);
        await using PlainReporter reporter = new(TextWriter.Null, TextWriter.Null);

        CommandFailedException failure = await Assert.ThrowsAsync<CommandFailedException>(
            () => session.RunAsync(reporter, CancellationToken.None));

        Assert.Equal(ExitCode.WrongUse, failure.ExitCode);
        Assert.Equal($"--port: {port} is in use on 127.0.0.1; leave it out to get a free one.", failure.Message);
    }

    [Fact]
    public async Task CommandLine_BundledReadings_FindsMostLabelledWindowsWithFewOtherIncidents()
    {
        using StringWriter output = new();
        using StringWriter error = new();

        int exitCode = await CommandLine.RunAsync(
            ["demo", "--once", "--speed", "max", "--port", $"{FreePort()}", "--no-page"], output, error);

        Assert.Equal((ExitCode.Done, ""), (exitCode, error.ToString()));
        Match sum = Sum().Match(output.ToString());
        Assert.True(sum.Success, output.ToString());
        int[] numbers = [.. sum.Groups.Values.Skip(1).Select(group => int.Parse(group.Value, CultureInfo.InvariantCulture))];
        (int found, int windows, int inside, int other) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        Assert.Equal(16, windows);
        Assert.True(found >= windows * 3 / 4, sum.Value);
        Assert.True(other <= inside, sum.Value);
    }

    [Theory]
    [InlineData(false, 0, DemoSettings.UsualSpeed)]
    [InlineData(true, 0, null)]
    [InlineData(false, 20_000, 20_000.0)]
    [InlineData(true, 20_000, 20_000.0)]
    [InlineData(false, double.PositiveInfinity, null)]
    public void SpeedOf_FlagsAsGiven_IsWatchableUnlessToldOtherwise(bool once, double flag, double? expected) =>
        Assert.Equal(expected, DemoCommand.SpeedOf(flag, once));

    [Fact]
    public void UsualSpeed_BundledReadings_TakeSomeMinutes()
    {
        long[] times = [.. DemoRecording.Load().Merge().Select(reading => reading.Time)];

        Assert.InRange(
            times.Zip(times.Skip(1), (earlier, later) => DemoPlayer.Pause(later - earlier, DemoSettings.UsualSpeed)).Sum() / 60_000, 3, 8);
    }

    [Theory]
    [InlineData("--speed", "fast", "--speed: 'fast' is neither max nor a number from 0.001 to 1000000000, such as 20000.")]
    [InlineData("--speed", "0", "--speed: '0' is neither max nor a number from 0.001 to 1000000000, such as 20000.")]
    [InlineData("--speed", "NaN", "--speed: 'NaN' is neither max nor a number from 0.001 to 1000000000, such as 20000.")]
    [InlineData("--port", "0", "--port: '0' is not a port from 1 to 65535.")]
    [InlineData("--port", "65536", "--port: '65536' is not a port from 1 to 65535.")]
    public async Task CommandLine_WrongFlag_IsRefusedByNameAndValue(string flag, string value, string message)
    {
        using StringWriter error = new();

        int exitCode = await CommandLine.RunAsync(["demo", flag, value], TextWriter.Null, error);

        Assert.Equal(ExitCode.WrongUse, exitCode);
        Assert.StartsWith(message, error.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^(\d+) of (\d+) labelled windows found; (\d+) incidents? inside, (\d+) elsewhere\.\r?$", RegexOptions.Multiline)]
    private static partial Regex Sum();

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static IEnumerable<DemoReading> Readings(string stream, Func<int, double> value) =>
        Enumerable.Range(0, ReadingsPerStream).Select(row => new DemoReading(stream, 1_700_000_000_000 + (row * 60_000L), value(row)));
}
