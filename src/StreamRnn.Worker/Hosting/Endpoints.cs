using StreamRnn.Worker.Alerts;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Hosting;

/// <summary>What the worker's port answers.</summary>
internal static class Endpoints
{
    public static void MapWorker(this IEndpointRouteBuilder routes, WorkerOptions options, ConsumerService consumer, IMetricsExposition metrics, MutedIncidents muted)
    {
        RefusalWatch refusals = routes.ServiceProvider.GetRequiredService<RefusalWatch>();
        routes.MapRead("/livez", context =>
        {
            (bool isAlive, string sentence) = Liveness.Describe(consumer.Status.State, consumer.Status.StalledLane);
            return Answer(context, isAlive, sentence);
        });
        routes.MapRead("/readyz", context =>
        {
            (bool isReady, string sentence) = Readiness.Describe(consumer.Status, options, refusals.Warning);
            return Answer(context, isReady, sentence);
        });
        foreach ((string path, ReadOnlyMemory<byte> schema) in (ReadOnlySpan<(string, ReadOnlyMemory<byte>)>)[(AlertSchema.Path, AlertSchema.Json), (SummarySchema.Path, SummarySchema.Json)])
        {
            routes.MapRead(path, async context =>
            {
                context.Response.ContentType = "application/schema+json";
                await context.Response.BodyWriter.WriteAsync(schema, context.RequestAborted).ConfigureAwait(false);
            });
        }

        routes.MapRead("/muted", async context =>
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.BodyWriter.WriteAsync(MutedPage.Write(muted.Newest()), context.RequestAborted).ConfigureAwait(false);
        });
        metrics.Map(routes, "/metrics");
    }

    private static Task Answer(HttpContext context, bool isWell, string sentence)
    {
        context.Response.StatusCode = isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"{sentence}\n", context.RequestAborted);
    }
}
