#if PROMETHEUS_NET
using System.Collections.Immutable;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Tests.Metrics;

public sealed class PrometheusNetExpositionTests : MetricsExpositionContract
{
    [Fact]
    public async Task Write_TheWholeCatalogue_IsWhatTheFallbackWrites()
    {
        string[] ours = (await TextAsync(new TextExposition(MetricCatalogue.All, CatalogueValues.Fill))).Split('\n');
        string[] theirs = (await TextAsync(Create(MetricCatalogue.All, CatalogueValues.Fill))).Split('\n');

        Assert.Equal(theirs.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
    }

    private protected override IMetricsExposition Create(ImmutableArray<MetricFamily> families, Action<IMetricsExposition> collect) =>
        new PrometheusNetExposition(families, collect);
}
#endif
