using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Hosting;
using StreamRnn.Worker.Live;

namespace StreamRnn.Worker.Tests.Live;

/// <summary>All that the page keeps, asked for by those who read slowly.</summary>
public sealed class LivePageBoundTests : IAsyncLifetime
{
    /// <summary>Some 12 MB as JSON: more than the sockets of a connection hold, so that an answer is under way until it is read.</summary>
    private static readonly LiveFeedOptions Large = new() { Streams = 100, Points = 2000 };

    private readonly LiveFeed feed = new(Large);
    private readonly WebApplication application;
    private readonly HttpClient client = new();

    public LivePageBoundTests()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        application = builder.Build();
        application.MapLivePage(feed, static () => new LaneTotals());
        var scored = new ScoredEvent(1);
        for (int stream = 0; stream < Large.Streams; stream++)
        {
            byte[] key = Encoding.UTF8.GetBytes(stream.ToString(CultureInfo.InvariantCulture));
            for (int point = 0; point < Large.Points; point++)
            {
                scored.Forecast[0] = point / 7.0;
                feed.Scored(new SensorEvent { Key = key, Time = 1_769_860_800_000 + point, Values = [point / 3.0], Offset = point }, scored);
            }
        }
    }

    [Fact]
    public async Task Streams_MoreAtOnceThanAllowed_AreRefusedUntilOneIsThrough()
    {
        List<Socket> slow = [];
        for (int reader = 0; reader < LivePage.MaximumSnapshots; reader++)
        {
            slow.Add(await BeginAsync());
        }

        using (HttpResponseMessage refused = await client.GetAsync("/api/live/streams", HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)), (refused.StatusCode, refused.Headers.RetryAfter?.Delta));
        }

        slow.ForEach(socket => socket.Dispose());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        HttpStatusCode status;
        do
        {
            using HttpResponseMessage next = await client.GetAsync("/api/live/streams", HttpCompletionOption.ResponseHeadersRead, patience.Token);
            status = next.StatusCode;
        }
        while (status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, status);
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

    /// <summary>Asks, reads the first bytes of the answer and no more.</summary>
    private async Task<Socket> BeginAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port);
        await socket.SendAsync("GET /api/live/streams HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        byte[] first = new byte[15];
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        int read = 0;
        while (read < first.Length)
        {
            read += await socket.ReceiveAsync(first.AsMemory(read), patience.Token);
        }

        Assert.Equal("HTTP/1.1 200 OK", Encoding.ASCII.GetString(first));
        return socket;
    }
}
