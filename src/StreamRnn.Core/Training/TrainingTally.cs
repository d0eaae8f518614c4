namespace StreamRnn.Core.Training;

/// <summary>Counts what became of optimiser steps.</summary>
public sealed class TrainingTally
{
    /// <summary>Steps that moved the weights.</summary>
    public long Applied { get; private set; }

    /// <summary>Steps thrown away because a loss, gradient, weight or moment was not finite.</summary>
    public long Discarded { get; private set; }

    /// <summary>Times that weights were put in service.</summary>
    public long Promoted { get; private set; }

    /// <summary>Times that weights were given up for those in service.</summary>
    public long RolledBack { get; private set; }

    internal void Count(PromotionVerdict verdict)
    {
        Promoted += verdict == PromotionVerdict.Promote ? 1 : 0;
        RolledBack += verdict == PromotionVerdict.RollBack ? 1 : 0;
    }

    internal void Count(TrainingOutcome outcome)
    {
        Applied += outcome == TrainingOutcome.Applied ? 1 : 0;
        Discarded += outcome == TrainingOutcome.NotFinite ? 1 : 0;
    }
}
