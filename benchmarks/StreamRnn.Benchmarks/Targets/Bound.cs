namespace StreamRnn.Benchmarks.Targets;

/// <summary>On which side of its limit a figure is to lie.</summary>
internal enum Bound
{
    /// <summary>At the limit or above it.</summary>
    AtLeast,

    /// <summary>At the limit or below it.</summary>
    AtMost,
}
