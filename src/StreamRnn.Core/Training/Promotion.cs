using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Training;

/// <summary>Judges weights that learn against those that serve, by windows that neither was trained on.</summary>
/// <remarks>
/// What a window gains is the loss in service less the candidate's, clipped at ±0.25: so a few streams that send other data can't outvote the rest, however much there is
/// to gain on them. The candidate is promoted where the gains of two batches or more sum to more than 0, and given up where those of eight do not.
/// </remarks>
internal sealed class Promotion
{
    /// <summary>Batches before the candidate may be promoted.</summary>
    public const int PromotionBatches = 2;

    /// <summary>Batches for which the candidate may be worse before it is given up.</summary>
    public const int RollbackBatches = 8;

    private const double MaxGain = 0.25;

    private double gain;
    private int batches;

    /// <summary>Counts the windows of a batch.</summary>
    /// <param name="serving">Losses of the weights that serve, <c>[windows]</c>.</param>
    /// <param name="candidate">Losses of the weights that learn, <c>[windows]</c>.</param>
    public PromotionVerdict Judge(ReadOnlySpan<double> serving, ReadOnlySpan<double> candidate)
    {
        bool differ = false;
        for (int window = 0; window < serving.Length; window++)
        {
            // A window that has no loss says nothing, unless it is the candidate that has made it so.
            double ofWindow = double.IsNaN(serving[window]) ? 0
                : double.IsNaN(candidate[window]) ? -MaxGain
                : Math.Clamp(serving[window] - candidate[window], -MaxGain, MaxGain);
            differ |= ofWindow != 0;
            gain += ofWindow;
        }

        // Sets that are still alike are not judged.
        batches += differ ? 1 : 0;
        PromotionVerdict verdict = batches >= PromotionBatches && gain > 0 ? PromotionVerdict.Promote
            : batches >= RollbackBatches ? PromotionVerdict.RollBack
            : PromotionVerdict.Wait;
        if (verdict != PromotionVerdict.Wait)
        {
            gain = batches = 0;
        }

        return verdict;
    }

    /// <summary>Goes over what the next verdict depends on.</summary>
    public void Walk(StateWalk walk)
    {
        gain = walk.Next(gain);
        batches = walk.Next(batches, 0, RollbackBatches);
    }
}

/// <summary>What becomes of weights that learn.</summary>
internal enum PromotionVerdict
{
    /// <summary>They learn on.</summary>
    Wait,

    /// <summary>They serve from now on.</summary>
    Promote,

    /// <summary>They begin again from those that serve.</summary>
    RollBack,
}
