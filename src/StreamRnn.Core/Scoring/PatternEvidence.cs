using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Scoring;

/// <summary>How unlike anything seen before the stream's last values are, at five time scales.</summary>
public readonly struct PatternEvidence(PatternScales distances, PatternScales relativeDistances)
{
    /// <summary>A of each scale: the distance to the nearest past shape, in multiples of its usual excess, within [0, 100].</summary>
    public PatternScales Distances => distances;

    /// <summary>Z of each scale: the same of the distance relative to the spread of the values, within [0, 100].</summary>
    public PatternScales RelativeDistances => relativeDistances;

    /// <summary>A: the sum over the scales, within [0, 500].</summary>
    public double Distance => distances.Sum();

    /// <summary>Z: the sum over the scales, within [0, 500].</summary>
    public double RelativeDistance => relativeDistances.Sum();
}

/// <summary>One number for each time scale τ = 4, 8, 16, 32, 64.</summary>
[InlineArray(Length)]
public struct PatternScales
{
    /// <summary>How many scales there are.</summary>
    public const int Length = 5;

    private double first;

    /// <summary>τ, in rows.</summary>
    public static ReadOnlySpan<int> Rows => [4, 8, 16, 32, 64];

    /// <summary>All five together, in their order.</summary>
    public readonly double Sum() => this[0] + this[1] + this[2] + this[3] + this[4];
}
