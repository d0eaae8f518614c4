using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Training;

/// <summary>Judges weights that learn against those that serve, by windows that neither was trained on.</summary>
/// <remarks>
/// A sign test in sequence (Wald 1945): each window counts one for whichever forecasts it better, whatever the margin. So a few streams that send other data can't
/// outvote the rest, however much there is to gain on them, as they would in a mean of the losses.
/// </remarks>
internal sealed class Promotion
{
    /// <summary>Windows by which the candidate has to lead to be promoted: half a batch.</summary>
    public const int PromotionLead = 8;

    /// <summary>Windows by which it has to fall behind to be given up: more than one batch can say.</summary>
    public const int RollbackLag = 24;

    private int lead;

    /// <summary>Counts the windows of a batch.</summary>
    /// <param name="serving">Losses of the weights that serve, <c>[windows]</c>.</param>
    /// <param name="candidate">Losses of the weights that learn, <c>[windows]</c>.</param>
    public PromotionVerdict Judge(ReadOnlySpan<double> serving, ReadOnlySpan<double> candidate)
    {
        for (int window = 0; window < serving.Length; window++)
        {
            // Neither, of windows without a target and of losses that are not numbers.
            lead += candidate[window] < serving[window] ? 1 : 0;
            lead -= candidate[window] > serving[window] ? 1 : 0;
        }

        PromotionVerdict verdict = lead >= PromotionLead ? PromotionVerdict.Promote : lead <= -RollbackLag ? PromotionVerdict.RollBack : PromotionVerdict.Wait;
        lead = verdict == PromotionVerdict.Wait ? lead : 0;
        return verdict;
    }

    /// <summary>Adds what the next verdict depends on.</summary>
    public void AddTo(StateHash hash) => hash.Add(lead);
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
