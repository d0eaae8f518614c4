using System.Buffers;
using System.Reflection;
using Microsoft.AspNetCore.Http.Features;
using StreamRnn.Worker.Hosting;

namespace StreamRnn.Worker.Live;

/// <summary>The page, its two files and its feed as HTTP endpoints. Nothing on it comes from another host.</summary>
internal static class LivePage
{
    /// <summary>Pages that can be open at once; the next one is told 503.</summary>
    public const int MaximumReaders = 16;

    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(250);

    // A page that has gone away shows only when something is written to it.
    private static readonly TimeSpan heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Maps <c>/</c>, <c>/live.js</c>, <c>/live.css</c>, <c>/api/live/streams</c> (all that is kept, as JSON) and <c>/api/live/events</c> (the same, then what is new, as server-sent events).</summary>
    /// <param name="endpoints">Where they are mapped.</param>
    /// <param name="feed">What is shown.</param>
    /// <param name="totals">Counts what there is, shown or not; called some times a second for each open page.</param>
    public static IEndpointRouteBuilder MapLivePage(this IEndpointRouteBuilder endpoints, LiveFeed feed, Func<LaneTotals> totals)
    {
        MapFile(endpoints, "/", "index.html", "text/html; charset=utf-8");
        MapFile(endpoints, "/live.js", "live.js", "text/javascript; charset=utf-8");
        MapFile(endpoints, "/live.css", "live.css", "text/css; charset=utf-8");
        endpoints.MapGet("/api/live/streams", context => WriteSnapshotAsync(context, new LiveReader(feed, totals)));
        CancellationToken stopping =
            endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        SemaphoreSlim room = new(MaximumReaders);
        endpoints.MapGet("/api/live/events", context => WriteEventsAsync(context, new LiveReader(feed, totals), room, stopping));
        return endpoints;
    }

    private static void MapFile(IEndpointRouteBuilder endpoints, string path, string name, string contentType)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"live/{name}")
            ?? throw new InvalidOperationException($"The program lacks its resource live/{name}.");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        endpoints.MapGet(path, async context =>
        {
            context.Response.ContentType = contentType;
            context.Response.ContentLength = content.Length;
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        });
    }

    private static async Task WriteSnapshotAsync(HttpContext context, LiveReader reader)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        reader.TryWrite(context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task WriteEventsAsync(
        HttpContext context, LiveReader reader, SemaphoreSlim room, CancellationToken stopping)
    {
        if (!room.Wait(0, CancellationToken.None))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync($"{MaximumReaders} live pages are open, which is the most at once.");
            return;
        }

        try
        {
            using CancellationTokenSource end =
                CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await WriteEventsAsync(context, reader, end.Token);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            // The page was closed, or the worker stops: the stream just ends.
        }
        finally
        {
            room.Release();
        }
    }

    private static async Task WriteEventsAsync(HttpContext context, LiveReader reader, CancellationToken end)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        ArrayBufferWriter<byte> message = new();
        using PeriodicTimer timer = new(interval);
        TimeSpan silent = TimeSpan.Zero;
        do
        {
            message.ResetWrittenCount();
            if (reader.TryWrite(message))
            {
                silent = TimeSpan.Zero;
                await context.Response.Body.WriteAsync("data: "u8.ToArray(), end);
                await context.Response.Body.WriteAsync(message.WrittenMemory, end);
                await context.Response.Body.WriteAsync("\n\n"u8.ToArray(), end);
                await context.Response.Body.FlushAsync(end);
            }
            else if ((silent += interval) >= heartbeat)
            {
                silent = TimeSpan.Zero;
                await context.Response.Body.WriteAsync(":\n\n"u8.ToArray(), end);
                await context.Response.Body.FlushAsync(end);
            }
        }
        while (await timer.WaitForNextTickAsync(end));
    }
}
