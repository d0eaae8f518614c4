namespace StreamRnn.Worker.Live;

/// <summary>What the page draws of one event: the stream's first feature, in its own unit.</summary>
internal readonly record struct LivePoint
{
    /// <summary>Event time, Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>The reading; NaN where it was missing.</summary>
    public required double Reading { get; init; }

    /// <summary>The forecast made before it; NaN where there was none.</summary>
    public required double Forecast { get; init; }

    /// <summary>Lower end of the forecast interval.</summary>
    public required double Lower { get; init; }

    /// <summary>Upper end of the forecast interval.</summary>
    public required double Upper { get; init; }

    /// <summary>The calibrated score, in [0, 1).</summary>
    public required double Score { get; init; }
}
