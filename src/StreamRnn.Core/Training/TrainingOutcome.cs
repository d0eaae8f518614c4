namespace StreamRnn.Core.Training;

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
