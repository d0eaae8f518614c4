using System.Collections.Immutable;

namespace StreamRnn.Worker.Metrics;

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
