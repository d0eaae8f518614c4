using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Live;
using StreamRnn.Worker.Tests.Demo;

namespace StreamRnn.Worker.Tests.Live;

public sealed partial class LivePageTests : IAsyncLifetime
{
    private readonly LiveFeed feed = new(new LiveFeedOptions
    {
        Streams = 2,
        Points = 300,
        Notes = [new LiveNote("pump", "pressure in bar", [(10, 20)])],
    });

    private readonly WebApplication application;
    private readonly HttpClient client = new();

    public LivePageTests()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        application = builder.Build();
        application.MapLivePage(feed);
    }

    public async ValueTask InitializeAsync()
    {
        await application.StartAsync();
        client.BaseAddress = new Uri(application.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await application.DisposeAsync();
    }

    [Fact]
    public async Task Page_AllItRefersTo_IsServedAndNamesNoOtherHost()
    {
        string page = await client.GetStringAsync("/");

        string[] references = [.. Reference().Matches(page).Select(match => match.Groups[1].Value).Where(name => name != "data:,")];
        Assert.Equal(["live.css", "live.js"], references.Order());
        foreach (string reference in references)
        {
            string content = await client.GetStringAsync($"/{reference}");
            Assert.DoesNotContain("://", content, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_Snapshot_HoldsPointsNotesAndIncidents()
    {
        Write("pump", 5, 41.5);
        Write("pump", 6, double.NaN);
        feed.Changed(SyntheticIncident.Change("a", "pump", 6));

        using JsonDocument snapshot = JsonDocument.Parse(await client.GetStringAsync("/api/live/streams"));

        JsonElement stream = Assert.Single(snapshot.RootElement.GetProperty("streams").EnumerateArray());
        Assert.Equal("pump", stream.GetProperty("name").GetString());
        Assert.Equal("pressure in bar", stream.GetProperty("caption").GetString());
        Assert.Equal("[[10,20]]", stream.GetProperty("windows").GetRawText());
        Assert.Equal("[5,6]", stream.GetProperty("time").GetRawText());
        Assert.Equal("[41.5,null]", stream.GetProperty("reading").GetRawText());
        Assert.Equal("[40.5,null]", stream.GetProperty("lower").GetRawText());
        JsonElement incident = Assert.Single(snapshot.RootElement.GetProperty("incidents").EnumerateArray());
        Assert.Equal(
            ("a", "opened", 80, 40, 60),
            (incident.GetProperty("id").GetString(), incident.GetProperty("state").GetString(),
                incident.GetProperty("reading").GetDouble(), incident.GetProperty("lower").GetDouble(), incident.GetProperty("upper").GetDouble()));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/live.js")]
    [InlineData("/live.css")]
    [InlineData("/api/live/streams")]
    [InlineData("/api/live/events")]
    public async Task Head_AnyOfThePages_HasTheHeadersOfGetAndEnds(string path)
    {
        using var head = new HttpRequestMessage(HttpMethod.Head, path);
        using HttpResponseMessage headers = await client.SendAsync(head);
        using HttpResponseMessage full = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal((HttpStatusCode.OK, full.Content.Headers.ContentType), (headers.StatusCode, headers.Content.Headers.ContentType));
        Assert.Empty(await headers.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Events_AfterTheFirstMessage_HoldOnlyWhatIsNew()
    {
        // More points than the feed keeps, so the first message begins in the middle.
        for (int row = 0; row < 1_000; row++)
        {
            Write("pump", row, row);
        }

        using StreamReader events = new(await client.GetStreamAsync("/api/live/events"));
        using JsonDocument first = await ReadAsync(events);
        Write("pump", 1_000, 1_000);
        using JsonDocument second = await ReadAsync(events);

        Assert.True(first.RootElement.GetProperty("complete").GetBoolean());
        Assert.Equal(Enumerable.Range(700, 300).Select(row => (long)row), Times(first));
        Assert.False(second.RootElement.GetProperty("complete").GetBoolean());
        Assert.Equal([1_000L], Times(second));
    }

    [Fact]
    public async Task Events_MorePagesThanAllowed_AreRefusedUntilOneCloses()
    {
        List<HttpResponseMessage> pages = [];
        for (int page = 0; page < LivePage.MaximumReaders; page++)
        {
            pages.Add(await client.GetAsync("/api/live/events", HttpCompletionOption.ResponseHeadersRead));
        }

        using HttpResponseMessage refused = await client.GetAsync("/api/live/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter?.Delta);
        pages.ForEach(page => page.Dispose());

        HttpStatusCode status;
        do
        {
            using HttpResponseMessage next = await client.GetAsync("/api/live/events", HttpCompletionOption.ResponseHeadersRead);
            status = next.StatusCode;
        }
        while (status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Events_ServerStops_EndWithoutHoldingItUp()
    {
        Write("pump", 0, 0);
        using StreamReader events = new(await client.GetStreamAsync("/api/live/events"));
        using JsonDocument first = await ReadAsync(events);

        await application.StopAsync(TestContext.Current.CancellationToken);

        Assert.Empty((await events.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
    }

    private static async Task<JsonDocument> ReadAsync(StreamReader events)
    {
        while (await events.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonDocument.Parse(line["data: ".Length..]);
            }
        }

        throw new EndOfStreamException("The events ended before a message.");
    }

    private static IEnumerable<long> Times(JsonDocument message) =>
        message.RootElement.GetProperty("streams")[0].GetProperty("time").EnumerateArray().Select(time => time.GetInt64());

    private void Write(string stream, long row, double value)
    {
        ScoredEvent scored = new(1);
        scored.Forecast[0] = value;
        scored.Lower[0] = value - 1;
        scored.Upper[0] = value + 1;
        feed.Scored(
            new SensorEvent { Key = Encoding.UTF8.GetBytes(stream), Time = row, Values = [value], Offset = row }, scored);
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Reference();
}
