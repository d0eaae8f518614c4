using System.Collections.Immutable;

namespace StreamRnn.Worker.Metrics;

/// <summary>One family of metrics: what is published under a name.</summary>
/// <param name="Name">With the unit, as Prometheus' naming rules want it.</param>
/// <param name="Type">Counter, gauge or histogram.</param>
/// <param name="Help">What is measured, one sentence: the HELP line.</param>
/// <param name="Reading">How to read it: when it is well, when it isn't, what to do.</param>
internal sealed record MetricFamily(string Name, MetricType Type, string Help, string Reading)
{
    /// <summary>Label names, in the order in which their values are given.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>Upper bounds of a histogram's buckets, rising, without the infinite one.</summary>
    public ImmutableArray<double> Buckets { get; init; } = [];
}

/// <summary>A family's type, as Prometheus knows it.</summary>
internal enum MetricType
{
    /// <summary>It only grows, and begins at 0 with the process.</summary>
    Counter,

    /// <summary>It goes up and down.</summary>
    Gauge,

    /// <summary>Counts of observations by upper bounds, with their sum.</summary>
    Histogram,
}
