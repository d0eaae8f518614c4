using System.Net;
using System.Text.RegularExpressions;

namespace StreamRnn.Integration.Tests.Worker;

/// <summary>The live page of `streamrnn run`.</summary>
public sealed partial class LivePageProcessTests
{
    [Theory]
    [InlineData(32, HttpStatusCode.OK)]
    [InlineData(0, HttpStatusCode.NotFound)]
    public async Task Run_LiveStreams_ServesThePageUnlessThereAreNone(int liveStreams, HttpStatusCode expected)
    {
        using WorkerProcess worker = WorkerProcess.Start(
            "run", "--set", "http.address=127.0.0.1", "--set", "http.port=0", "--set", "kafka.bootstrap-servers=127.0.0.1:1",
            "--set", $"http.live-streams={liveStreams}");
        string? address = null;
        await Topics.UntilAsync(
            () => Task.FromResult((address = worker.Output.Select(line => Address().Match(line).Value).FirstOrDefault(found => found.Length > 0)) is not null),
            "the worker runs");
        using var client = new HttpClient { BaseAddress = new Uri(address!) };

        using HttpResponseMessage page = await client.GetAsync("/");
        using HttpResponseMessage streams = await client.GetAsync("/api/live/streams");
        worker.SendTerminate();

        Assert.Equal((expected, expected), (page.StatusCode, streams.StatusCode));
        Assert.Equal(0, await worker.EndAsync());
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
