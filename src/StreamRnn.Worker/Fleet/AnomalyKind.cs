namespace StreamRnn.Worker.Fleet;

/// <summary>What goes wrong with a made stream.</summary>
internal enum AnomalyKind
{
    /// <summary>1 to 3 readings far off.</summary>
    Spike,

    /// <summary>Another level for hours.</summary>
    Shift,

    /// <summary>A slow ramp over hours.</summary>
    Drift,

    /// <summary>The last value again and again.</summary>
    Stuck,

    /// <summary>Another shape, of the same amplitude.</summary>
    Pattern,

    /// <summary>Three to five times the deviation.</summary>
    Noise,

    /// <summary>A constant, such as 0.</summary>
    Dropout,

    /// <summary>No readings.</summary>
    Silence,
}
