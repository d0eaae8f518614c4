namespace StreamRnn.Core.Scoring;

/// <summary>What the running ranges of one feature say of one reading.</summary>
/// <param name="Total">E: the sum over the ranges of x / (x + 0.1), x the overshoot's magnitude; within [0, 4).</param>
/// <param name="Leading">The range with the largest overshoot, <see cref="Evidence.None"/> where none has one.</param>
/// <param name="Overshoot">Its overshoot as a share of its range: positive above it, negative below.</param>
public readonly record struct RangeEvidence(double Total, Evidence Leading, double Overshoot)
{
    /// <summary>+1 above what was seen before, -1 below, 0 where no range has an overshoot.</summary>
    public int Direction => Math.Sign(Overshoot);
}
