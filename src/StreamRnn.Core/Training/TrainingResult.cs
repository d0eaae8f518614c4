namespace StreamRnn.Core.Training;

/// <summary>An optimiser step and what it saw.</summary>
/// <param name="Outcome">Whether the step was taken.</param>
/// <param name="Loss">Mean negative log-likelihood over the unmasked targets, before the step; NaN where there were none, or where it was not finite.</param>
/// <param name="GradientNorm">Euclidean norm of the gradient before it was clipped.</param>
public readonly record struct TrainingResult(TrainingOutcome Outcome, float Loss, float GradientNorm)
{
    /// <summary>Whether the weights and moments have moved.</summary>
    public bool Applied => Outcome == TrainingOutcome.Applied;
}

/// <summary>What became of an optimiser step.</summary>
public enum TrainingOutcome
{
    /// <summary>The weights and moments have moved.</summary>
    Applied,

    /// <summary>Every target was masked: nothing has changed.</summary>
    NoTargets,

    /// <summary>A target, loss, gradient, weight or moment was not finite: nothing has changed.</summary>
    NotFinite,
}
