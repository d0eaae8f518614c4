using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Forecasting;

/// <summary>How a forecaster's weights learn from what its streams see. This one learns nothing: the weights stay as they are.</summary>
internal class Learner
{
    /// <summary>Before the network's step: keeps the state from which training can start again.</summary>
    /// <param name="row">The stream's part of the forecaster, its inputs prepared.</param>
    /// <param name="step">The stream's step at this scale, 0-based.</param>
    /// <param name="eventNumber">The lane's event number.</param>
    /// <param name="streams">Streams of the lane now.</param>
    public virtual void BeforeStep(ForecasterRow row, long step, long eventNumber, int streams)
    {
    }

    /// <summary>After the step was scored, its inputs not yet those of the next: keeps what it was, and learns where it is the stream's own time to.</summary>
    /// <param name="row">The stream's part of the forecaster.</param>
    /// <param name="step">The stream's step at this scale, 0-based.</param>
    /// <param name="readings">x with the forecast in place of what is missing, <c>[features]</c>.</param>
    /// <param name="targets">x, NaN where missing, <c>[features]</c>.</param>
    /// <param name="isDisturbed">Whether the stream is not as it usually is; see <see cref="Forecaster"/>.</param>
    public virtual void AfterStep(ForecasterRow row, long step, ReadOnlySpan<float> readings, ReadOnlySpan<float> targets, bool isDisturbed)
    {
    }

    /// <summary>Whether <see cref="EndTile"/> may change the weights right after this stream's event: no later event may be forecast before that.</summary>
    public virtual bool MustEndTile(ForecasterRow row, long eventNumber) => false;

    /// <summary>Between tiles: learns where it is the lane's time to.</summary>
    public virtual void EndTile(LaneWeights weights, long eventNumber, int streams)
    {
    }

    /// <summary>Goes over what the next steps depend on, besides weights and rows.</summary>
    public virtual void Walk(StateWalk walk)
    {
    }
}

/// <summary>A stream's own weights learn from its own replay buffer.</summary>
internal sealed class OwnLearner(OwnTraining training) : Learner
{
    public override void BeforeStep(ForecasterRow row, long step, long eventNumber, int streams)
    {
        if (step % ReplayBuffer.CheckpointInterval == 0)
        {
            ReplayBuffer replay = row.Replay;
            row.State.CopyTo(replay.Checkpoint(step));
            row.Header.DisturbedIntervals &= ~replay.IntervalBit(step);
        }
    }

    public override void AfterStep(ForecasterRow row, long step, ReadOnlySpan<float> readings, ReadOnlySpan<float> targets, bool isDisturbed)
    {
        ReplayBuffer replay = row.Replay;
        replay.Add(step, row.Input[..readings.Length], readings, targets);
        ref ulong disturbed = ref row.Header.DisturbedIntervals;

        // With what came before it was known to be one.
        for (long marked = step; isDisturbed && marked >= 0 && marked >= step - Anchor.LastingSteps; marked -= ReplayBuffer.CheckpointInterval)
        {
            disturbed |= replay.IntervalBit(marked);
        }

        // A disturbance is learned for as long as it lasts, and never again.
        training.Learn(replay, step + 1, isDisturbed ? 0 : disturbed, row.Weights);
    }

    /// <summary>The next event may be the same stream's.</summary>
    public override bool MustEndTile(ForecasterRow row, long eventNumber) => true;
}

/// <summary>The weights that a lane's streams share learn from windows sampled of them.</summary>
internal sealed class SharedLearner(SharedTraining training) : Learner
{
    /// <summary>What learns, and what it samples.</summary>
    public SharedTraining Training => training;

    public override void BeforeStep(ForecasterRow row, long step, long eventNumber, int streams)
    {
        ref SampleMark mark = ref row.SampleMark;
        if (training.Sampler.Follows(ref mark, eventNumber, streams))
        {
            training.Sampler.RecordInput(mark, row.Input, row.State);
        }
    }

    public override void AfterStep(ForecasterRow row, long step, ReadOnlySpan<float> readings, ReadOnlySpan<float> targets, bool isDisturbed)
    {
        ref SampleMark mark = ref row.SampleMark;
        if (mark.IsSet)
        {
            training.Sampler.RecordTarget(ref mark, targets, isDisturbed);
        }
    }

    public override bool MustEndTile(ForecasterRow row, long eventNumber) => training.MayLearnAfter(row.SampleMark, eventNumber);

    public override void EndTile(LaneWeights weights, long eventNumber, int streams) =>
        training.Learn(weights.Candidate, weights.Parameters, eventNumber, streams);

    public override void Walk(StateWalk walk) => training.Walk(walk);
}
