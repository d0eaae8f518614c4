using System.Collections.Immutable;

namespace StreamRnn.Worker.Metrics;

/// <summary>Publishes the catalogue's families in Prometheus' text format. Values are brought up to date before each scrape; all members may be called from any thread.</summary>
internal interface IMetricsExposition
{
    /// <summary>Brings a counter or gauge to a value. A counter never goes down: a lower value is left alone.</summary>
    void Set(MetricFamily family, double value, params string[] labels);

    /// <summary>Takes a labelled series out, such as that of a partition that was handed over.</summary>
    void Remove(MetricFamily family, params string[] labels);

    /// <summary>Adds an observation to a histogram.</summary>
    void Observe(MetricFamily family, double value);

    /// <summary>Serves the metrics under a path.</summary>
    void Map(IEndpointRouteBuilder routes, string path);

    /// <summary>Writes the metrics as a scrape would get them.</summary>
    Task WriteAsync(Stream output, CancellationToken cancellation);
}

/// <summary>Which exposition this build has.</summary>
internal static class MetricsExposition
{
    /// <summary>prometheus-net's, or our own writer in a build without the package. <paramref name="collect"/> is called before each scrape.</summary>
    public static IMetricsExposition Create(ImmutableArray<MetricFamily> families, Action<IMetricsExposition> collect) =>
#if PROMETHEUS_NET
        new PrometheusNetExposition(families, collect);
#else
        new TextExposition(families, collect);
#endif
}
