using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Tests.Metrics;

/// <summary>Gives every family of the catalogue a value, and every labelled one two series.</summary>
internal static class CatalogueValues
{
    public static void Fill(IMetricsExposition metrics)
    {
        foreach (MetricFamily family in MetricCatalogue.All)
        {
            if (family.Type == MetricType.Histogram)
            {
                metrics.Observe(family, 0.01);
                continue;
            }

            metrics.Set(family, 1.5, [.. family.Labels.Select(_ => "0")]);
            if (!family.Labels.IsEmpty)
            {
                metrics.Set(family, 2, [.. family.Labels.Select(_ => "scored")]);
            }
        }
    }
}
