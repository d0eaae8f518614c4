namespace StreamRnn.Core.Training;

/// <summary>Counts what became of optimiser steps.</summary>
public sealed class TrainingTally
{
    /// <summary>Steps that moved the weights.</summary>
    public long Applied { get; private set; }

    /// <summary>Steps thrown away because a loss, gradient, weight or moment was not finite.</summary>
    public long Discarded { get; private set; }

    internal void Count(TrainingOutcome outcome)
    {
        Applied += outcome == TrainingOutcome.Applied ? 1 : 0;
        Discarded += outcome == TrainingOutcome.NotFinite ? 1 : 0;
    }
}
