namespace StreamRnn.Worker.Metrics;

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
