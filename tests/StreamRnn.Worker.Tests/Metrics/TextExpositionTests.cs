using System.Collections.Immutable;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Tests.Metrics;

public sealed class TextExpositionTests : MetricsExpositionContract
{
    private protected override IMetricsExposition Create(ImmutableArray<MetricFamily> families, Action<IMetricsExposition> collect) =>
        new TextExposition(families, collect);
}
