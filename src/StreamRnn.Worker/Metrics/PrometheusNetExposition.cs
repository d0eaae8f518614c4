#if PROMETHEUS_NET
using System.Collections.Immutable;
using Prometheus;

namespace StreamRnn.Worker.Metrics;

/// <summary>The catalogue in a registry of prometheus-net's own, so that its values are just what the lanes count.</summary>
internal sealed class PrometheusNetExposition : IMetricsExposition
{
    private readonly CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly Dictionary<MetricFamily, Collector> collectors = new(ReferenceEqualityComparer.Instance);

    /// <summary><paramref name="collect"/> is called before each scrape, to bring the values up to date.</summary>
    public PrometheusNetExposition(ImmutableArray<MetricFamily> families, Action<IMetricsExposition> collect)
    {
        MetricFactory factory = Prometheus.Metrics.WithCustomRegistry(registry);
        foreach (MetricFamily family in families)
        {
            string[] labels = [.. family.Labels];
            collectors[family] = family.Type switch
            {
                MetricType.Counter => factory.CreateCounter(family.Name, family.Help, labels),
                MetricType.Gauge => factory.CreateGauge(family.Name, family.Help, labels),
                _ => factory.CreateHistogram(family.Name, family.Help, labels, new HistogramConfiguration { Buckets = [.. family.Buckets] }),
            };
        }

        registry.AddBeforeCollectCallback(() => collect(this));
    }

    public void Set(MetricFamily family, double value, params string[] labels)
    {
        if (collectors[family] is Counter counter)
        {
            counter.WithLabels(labels).IncTo(value);
        }
        else
        {
            ((Gauge)collectors[family]).WithLabels(labels).Set(value);
        }
    }

    public void Remove(MetricFamily family, params string[] labels)
    {
        if (collectors[family] is Counter counter)
        {
            counter.RemoveLabelled(labels);
        }
        else
        {
            ((Gauge)collectors[family]).RemoveLabelled(labels);
        }
    }

    public void Observe(MetricFamily family, double value) => ((Histogram)collectors[family]).Observe(value);

    public void Map(IEndpointRouteBuilder routes, string path) => routes.MapMetrics(path, registry).ReadOnly();

    public Task WriteAsync(Stream output, CancellationToken cancellation) => registry.CollectAndExportAsTextAsync(output, cancellation);
}
#endif
