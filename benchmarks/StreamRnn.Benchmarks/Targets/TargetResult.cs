namespace StreamRnn.Benchmarks.Targets;

/// <summary>What became of a target: a figure, or the reason why there is none.</summary>
/// <param name="Name">The target's name.</param>
/// <param name="Measured">The figure in the target's unit; null where there is none.</param>
/// <param name="LeftOut">Why there is none: a peer, a broker or a core is missing.</param>
internal sealed record TargetResult(string Name, double? Measured, string? LeftOut = null);
