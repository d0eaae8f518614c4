using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Hosting;
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

    // What the worker holds beside the two streams that are shown.
    private readonly LaneTotals totals = new() { Streams = 5_000, OpenIncidents = 3 };
    private readonly WebApplication application;
    private readonly HttpClient client = new();

    public LivePageTests()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        application = builder.Build();
        application.MapLivePage(feed, () => totals);
        totals.Outcomes[(int)EventOutcome.Scored] = 1_000_000;
        totals.Outcomes[(int)EventOutcome.WarmingUp] = 234_567;
        totals.Outcomes[(int)EventOutcome.Late] = 89;
        totals.Alerts[(int)IncidentState.Open] = 17;
        totals.Alerts[(int)IncidentState.Update] = 99;
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
    [Trait("Category", "Browser")]
    public async Task Page_InABrowser_SaysHowManyOfAllAreShownAndWritesWildNumbersShort()
    {
        Write("pump", 5, 41.5);
        Write("fan", 5, -7.461e13);
        totals.RefusedStreams = 76;
        await using Browser browser = await Browser.OpenAsync(new Uri(client.BaseAddress!, "/"));

        await browser.WaitForAsync("document.querySelectorAll('article .value:not(:empty)').length == 2");

        Assert.Equal(
            "streams shown 2 of 5,000, readings 1,234,567, incidents 17, open now 3, streams refused 76",
            string.Join(", ", (await browser.TextAsync("header dl"))!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Chunk(2).Select(pair => string.Join(' ', pair))));
        Assert.EndsWith("-7.461e+13\nexpected -7.461e+13 to -7.461e+13", await browser.TextAsync("article:nth-of-type(2) .value"), StringComparison.Ordinal);
        Assert.EndsWith("41.5\nexpected 40.5 to 42.5", await browser.TextAsync("article .value"), StringComparison.Ordinal);
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
    public async Task Streams_MoreThanAreShown_AreCountedWithTheirReadingsAndIncidents()
    {
        Write("pump", 5, 41.5);

        using JsonDocument snapshot = JsonDocument.Parse(await client.GetStringAsync("/api/live/streams"));

        Assert.Equal(
            """{"streams":5000,"readings":1234567,"incidents":17,"open":3,"refused":0}""", snapshot.RootElement.GetProperty("all").GetRawText());
    }

    [Fact]
    public async Task Events_OnlyTheCountsOfStreamsThatAreNotShownChange_AreSent()
    {
        Write("pump", 5, 41.5);
        using StreamReader events = new(await client.GetStreamAsync("/api/live/events"));
        using JsonDocument first = await ReadAsync(events);
        totals.Outcomes[(int)EventOutcome.Scored]++;
        using JsonDocument second = await ReadAsync(events);

        Assert.Equal(1_234_568, second.RootElement.GetProperty("all").GetProperty("readings").GetInt64());
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

        HttpStatusCode status = default;
        await Wait.UntilAsync(
            async () =>
            {
                using HttpResponseMessage next = await client.GetAsync("/api/live/events", HttpCompletionOption.ResponseHeadersRead);
                status = next.StatusCode;
                return status != HttpStatusCode.ServiceUnavailable;
            },
            "a page that was closed makes room");
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Events_ServerStops_EndWithoutHoldingItUp()
    {
        Write("pump", 0, 0);
        using StreamReader events = new(await client.GetStreamAsync("/api/live/events"));
        using JsonDocument first = await ReadAsync(events);

        await Wait.ForAsync(application.StopAsync(TestContext.Current.CancellationToken), "the server stops");

        Assert.Empty((await Wait.ForAsync(events.ReadToEndAsync(), "the events end")).Trim());
    }

    private static async Task<JsonDocument> ReadAsync(StreamReader events)
    {
        while (await Wait.ForAsync(events.ReadLineAsync(), "the server sends a message") is { } line)
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
