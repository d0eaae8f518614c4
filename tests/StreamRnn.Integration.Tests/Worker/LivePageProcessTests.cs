using System.Net;
using System.Text.RegularExpressions;

namespace StreamRnn.Integration.Tests.Worker;

/// <summary>The live page of `streamrnn run`.</summary>
public sealed partial class LivePageProcessTests
{
    [Theory]
    [InlineData(HttpStatusCode.OK, false, "http.address=127.0.0.1", "http.live-streams=32")]
    [InlineData(HttpStatusCode.OK, true, "http.address=0.0.0.0", "http.live-streams=3")]
    [InlineData(HttpStatusCode.NotFound, false, "http.address=0.0.0.0")]
    public async Task Run_LiveStreams_ServesThePageWhereAskedForAndWarnsWhereOthersReachIt(HttpStatusCode expected, bool warns, params string[] settings)
    {
        using WorkerProcess worker = WorkerProcess.Start(
            ["run", "--set", "http.port=0", "--set", "kafka.bootstrap-servers=127.0.0.1:1", .. settings.SelectMany(setting => (string[])["--set", setting])]);
        string? port = null;
        await Topics.UntilAsync(
            () => Task.FromResult((port = worker.Output.Select(line => Address().Match(line).Groups["port"].Value).FirstOrDefault(found => found.Length > 0)) is not null),
            "the worker runs");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        using HttpResponseMessage page = await client.GetAsync("/");
        using HttpResponseMessage streams = await client.GetAsync("/api/live/streams");
        worker.SendTerminate();

        Assert.Equal((expected, expected), (page.StatusCode, streams.StatusCode));
        Assert.Equal(0, await worker.EndAsync());
        Assert.Equal(warns ? 1 : 0, worker.Output.Count(line => line.Contains("The live page on 0.0.0.0 asks for no password: whoever reaches the port sees the readings of 3 streams.", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"http://[0-9.]+:(?<port>[0-9]+)")]
    private static partial Regex Address();
}
