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

    /// <summary>Answers of all that is kept, some megabytes each, that can be under way at once; the next one is told 503.</summary>
    public const int MaximumSnapshots = 4;

    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(250);

    // A page that has gone away shows only when something is written to it.
    private static readonly TimeSpan heartbeat = TimeSpan.FromSeconds(15);

    // Who reads more slowly than this must not keep others out.
    private static readonly TimeSpan snapshotPatience = TimeSpan.FromSeconds(30);

    /// <summary>Maps <c>/</c>, <c>/live.js</c>, <c>/live.css</c>, <c>/api/live/streams</c> (all that is kept, as JSON) and <c>/api/live/events</c> (the same, then what is new, as server-sent events).</summary>
    /// <param name="endpoints">Where they are mapped.</param>
    /// <param name="feed">What is shown.</param>
    /// <param name="totals">Counts what there is, shown or not; called some times a second for each open page.</param>
    public static IEndpointRouteBuilder MapLivePage(this IEndpointRouteBuilder endpoints, LiveFeed feed, Func<LaneTotals> totals)
    {
        MapFile(endpoints, "/", "index.html", "text/html; charset=utf-8");
        MapFile(endpoints, "/live.js", "live.js", "text/javascript; charset=utf-8");
        MapFile(endpoints, "/live.css", "live.css", "text/css; charset=utf-8");
        SemaphoreSlim snapshotRoom = new(MaximumSnapshots);
        endpoints.MapRead("/api/live/streams", context => WithinAsync(snapshotRoom, "1", context, () => WriteSnapshotAsync(context, new LiveReader(feed, totals))));
        CancellationToken stopping =
            endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        SemaphoreSlim pageRoom = new(MaximumReaders);
        endpoints.MapRead("/api/live/events", context => WithinAsync(pageRoom, "10", context, () => WriteEventsAsync(context, new LiveReader(feed, totals), stopping)));
        return endpoints;
    }

    private static void MapFile(IEndpointRouteBuilder endpoints, string path, string name, string contentType)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"live/{name}")
            ?? throw new InvalidOperationException($"The program lacks its resource live/{name}.");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        endpoints.MapRead(path, async context =>
        {
            context.Response.ContentType = contentType;
            context.Response.ContentLength = content.Length;
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        });
    }

    /// <summary>Answers where there is room; says 503, and after how many seconds to ask again, where there is none.</summary>
    private static async Task WithinAsync(SemaphoreSlim room, string retryAfterSeconds, HttpContext context, Func<Task> answer)
    {
        if (!room.Wait(0, CancellationToken.None))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = retryAfterSeconds;
            await context.Response.WriteAsync("Too many others are reading this; try again later.", context.RequestAborted);
            return;
        }

        try
        {
            await answer();
        }
        finally
        {
            room.Release();
        }
    }

    private static async Task WriteSnapshotAsync(HttpContext context, LiveReader reader)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        end.CancelAfter(snapshotPatience);
        reader.TryWrite(context.Response.BodyWriter);
        try
        {
            await context.Response.BodyWriter.FlushAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            // A part of the answer is no answer.
            context.Abort();
        }
    }

    private static async Task WriteEventsAsync(HttpContext context, LiveReader reader, CancellationToken stopping)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        try
        {
            using CancellationTokenSource end =
                CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await WriteNewsAsync(context, reader, end.Token);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            // The page was closed, or the worker stops: the stream just ends.
        }
    }

    private static async Task WriteNewsAsync(HttpContext context, LiveReader reader, CancellationToken end)
    {
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
