using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;

namespace StreamRnn.Core.Training;

/// <summary>
/// How a stream with weights of its own learns: every few events one pass over its newest steps, on which the stored
/// states are refreshed, and some over random windows of its ring.
/// </summary>
/// <remarks>Experience replay from stored recurrent states: Kapturowski et al., Recurrent experience replay in distributed reinforcement learning, ICLR 2019.</remarks>
public sealed class OwnTraining
{
    /// <summary>Events between two trainings.</summary>
    public const int IntervalEvents = 4;

    /// <summary>Steps of a random window, T; the newest window has up to 15 more, to begin at a stored state.</summary>
    public const int WindowLength = 32;

    private const int RandomWindows = 3;
    private const int LongestWindow = WindowLength + NetworkTrainer.CheckpointInterval - 1;

    private readonly NetworkShape shape;
    private readonly NetworkTrainer trainer;
    private readonly float[] inputs;
    private readonly float[] targets;
    private readonly float[] checkpoints;

    /// <summary>Reserves scratch for the longest window.</summary>
    public OwnTraining(NetworkShape shape)
    {
        this.shape = shape;
        trainer = NetworkTrainer.Create(shape, LongestWindow);
        inputs = new float[LongestWindow * shape.Inputs];
        targets = new float[LongestWindow * shape.Targets];
        checkpoints = new float[NetworkTrainer.CheckpointCount(LongestWindow) * shape.StateLength];
    }

    /// <summary>Bytes of scratch, shared by all streams.</summary>
    public static long SizeBytes(NetworkShape shape) =>
        NetworkTrainer.SizeBytes(shape, LongestWindow)
        + (long)sizeof(float) * (LongestWindow * (shape.Inputs + shape.Targets) + NetworkTrainer.CheckpointCount(LongestWindow) * shape.StateLength);

    /// <summary>Optimiser steps of all streams.</summary>
    public TrainingTally Tally { get; } = new();

    /// <summary>Learns from a ring that <paramref name="count"/> steps were added to, where it is time to.</summary>
    public void Learn(TrainingRing ring, long count, Span<float> parameters, Span<float> moments, ref int optimiserSteps, ref SplitMix64 random)
    {
        if (count % IntervalEvents != 0 || count < WindowLength)
        {
            return;
        }

        const int interval = NetworkTrainer.CheckpointInterval;
        long newest = (count - WindowLength) / interval * interval;
        Pass(ring, newest, (int)(count - newest), parameters, moments, ref optimiserSteps);
        for (int at = interval; newest + at < count; at += interval)
        {
            checkpoints.AsSpan(at / interval * shape.StateLength, shape.StateLength).CopyTo(ring.Checkpoint(newest + at));
        }

        long oldest = ring.OldestStart(count);
        int starts = (int)((count - WindowLength - oldest) / interval) + 1;
        for (int pass = 0; pass < RandomWindows && starts > 0; pass++)
        {
            Pass(ring, oldest + (long)random.NextInt(starts) * interval, WindowLength, parameters, moments, ref optimiserSteps);
        }
    }

    private void Pass(TrainingRing ring, long start, int length, Span<float> parameters, Span<float> moments, ref int optimiserSteps)
    {
        Span<float> windowInputs = inputs.AsSpan(0, length * shape.Inputs);
        Span<float> windowTargets = targets.AsSpan(0, length * shape.Targets);
        ring.CopyWindow(start, length, windowInputs, windowTargets);
        Span<float> passed = checkpoints.AsSpan(0, NetworkTrainer.CheckpointCount(length) * shape.StateLength);
        Tally.Count(trainer.TrainBatch(parameters, moments, ref optimiserSteps, 1, windowInputs, windowTargets, ring.Checkpoint(start), passed).Outcome);
    }
}
