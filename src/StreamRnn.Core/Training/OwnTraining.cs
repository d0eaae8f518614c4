using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;

namespace StreamRnn.Core.Training;

/// <summary>
/// How a stream with weights of its own learns: every few events one pass over its newest steps and some over random
/// windows of its replay buffer, each from the state that the stream was in there.
/// </summary>
/// <remarks>
/// The stored states are the stream's own and stay as they were: Kapturowski et al., Recurrent experience replay in
/// distributed reinforcement learning, ICLR 2019. Where each pass wrote its states over them instead, they drifted to where
/// the stream never was (cell states of 370 beside its 17) and the weights fitted them: with two seeds of three, forecast
/// intervals ten times too wide for three weeks of a machine's temperature. Steps without loss at a window's start, to make
/// up for the age of its state, gain nothing (docs/adr/0012).
/// </remarks>
public sealed class OwnTraining
{
    /// <summary>Events between two trainings.</summary>
    public const int IntervalEvents = 4;

    /// <summary>Steps of a random window, T; the newest window has up to 15 more, to begin at a stored state.</summary>
    public const int WindowLength = 32;

    private const int RandomWindows = 3;
    private const int MaxWindowLength = WindowLength + ReplayBuffer.CheckpointInterval - 1;

    private readonly NetworkShape shape;
    private readonly TrainingTally tally;
    private readonly NetworkTrainer trainer;
    private readonly float[] inputs;
    private readonly float[] targets;

    /// <summary>Reserves scratch for the longest window.</summary>
    /// <param name="shape">The network's sizes.</param>
    /// <param name="tally">Counts the optimiser steps of all streams.</param>
    /// <param name="width">The vector width; null for the preferred one.</param>
    public OwnTraining(NetworkShape shape, TrainingTally tally, VectorWidth? width = null)
    {
        this.tally = tally;
        this.shape = shape;
        trainer = NetworkTrainer.Create(shape, MaxWindowLength, width: width);
        inputs = new float[MaxWindowLength * shape.Inputs];
        targets = new float[MaxWindowLength * shape.Targets];
    }

    /// <summary>Bytes of scratch, shared by all streams.</summary>
    public static long SizeBytes(NetworkShape shape) =>
        NetworkTrainer.SizeBytes(shape, MaxWindowLength) + (long)sizeof(float) * MaxWindowLength * (shape.Inputs + shape.Targets);

    /// <summary>Learns from a replay buffer of 48 to 1024 steps, where it is time to.</summary>
    /// <param name="replay">The buffer.</param>
    /// <param name="count">Steps that were added to it.</param>
    /// <param name="excluded">Its intervals that no window may touch, see <see cref="ReplayBuffer.IntervalBit"/>.</param>
    /// <param name="weights">What learns.</param>
    public void Learn(ReplayBuffer replay, long count, ulong excluded, LearningWeights weights)
    {
        if (count % IntervalEvents != 0 || count < WindowLength)
        {
            return;
        }

        const int interval = ReplayBuffer.CheckpointInterval;
        long newest = (count - WindowLength) / interval * interval;
        Pass(replay, newest, (int)(count - newest), excluded, weights);
        long oldest = replay.OldestStart(count);
        int starts = (int)((count - WindowLength - oldest) / interval) + 1;
        for (int pass = 0; pass < RandomWindows && starts > 0; pass++)
        {
            Pass(replay, oldest + (long)weights.Random.NextInt(starts) * interval, WindowLength, excluded, weights);
        }
    }

    private void Pass(ReplayBuffer replay, long start, int length, ulong excluded, LearningWeights weights)
    {
        for (long step = start; excluded != 0 && step < start + length; step += ReplayBuffer.CheckpointInterval)
        {
            if ((excluded & replay.IntervalBit(step)) != 0)
            {
                return;
            }
        }

        Span<float> windowInputs = inputs.AsSpan(0, length * shape.Inputs);
        Span<float> windowTargets = targets.AsSpan(0, length * shape.Targets);
        replay.CopyWindow(start, length, windowInputs, windowTargets);
        tally.Count(trainer.TrainBatch(weights.Parameters, weights.Moments, ref weights.Steps, 1, windowInputs, windowTargets, replay.Checkpoint(start)).Outcome);
    }
}
