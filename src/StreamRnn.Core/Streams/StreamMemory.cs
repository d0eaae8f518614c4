namespace StreamRnn.Core.Streams;

/// <summary>Which parts of the detector a stream's row holds.</summary>
public enum StreamMemory
{
    /// <summary>Rich where capacity × row size fits <see cref="LaneOptions.MemoryBudgetBytes"/>, else lean. Decided at start, from the options alone.</summary>
    Auto,

    /// <summary>At most 1 KiB a stream of one feature up to 32 hidden units: one scale, a small linear predictor, sharp evidence, weights shared by the lane; no replay buffer, no pattern memory.</summary>
    Lean,

    /// <summary>Own weights and linear predictors at three time scales, sharp evidence, pattern memory: at most 160 KiB a stream up to 2 features at 16 hidden units, see <see cref="RowLayout.MaxRichBytes"/>.</summary>
    Rich,
}
