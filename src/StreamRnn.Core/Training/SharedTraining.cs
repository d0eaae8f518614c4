using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Training;

/// <summary>How the weights that a lane's streams share learn: one optimiser step a batch of sampled windows, at most one in so many events.</summary>
/// <remarks>
/// The interval grows with the number of streams up to <see cref="MaxIntervalEvents"/>: a few streams learn from nearly all
/// they see, a million from a sample. It is counted in events, so it is the same in every run. What learns are not the weights that serve the streams but a
/// candidate for them: see <see cref="Promotion"/>. Judging it costs one forward pass of those that serve.
/// </remarks>
public sealed class SharedTraining(NetworkShape shape, ulong seed, TrainingTally tally, VectorWidth? width = null)
{
    /// <summary>The fewest events between two optimiser steps, a stream.</summary>
    public const int IntervalEventsPerStream = WindowSampler.WindowLength;

    /// <summary>The most events that are ever waited: a step then costs a few per cent of what the events between two steps cost.</summary>
    public const int MaxIntervalEvents = 32_768;

    private readonly NetworkTrainer trainer = NetworkTrainer.Create(shape, WindowSampler.WindowLength, WindowSampler.Count, width);
    private readonly Promotion promotion = new();
    private readonly double[] servingLosses = new double[WindowSampler.Count];
    private long nextStep;

    /// <summary>Bytes of the sampler and of the trainer's scratch.</summary>
    public static long SizeBytes(NetworkShape shape) =>
        NetworkTrainer.SizeBytes(shape, WindowSampler.WindowLength, WindowSampler.Count) + WindowSampler.SizeBytes(shape) + (WindowSampler.Count * sizeof(double));

    /// <summary>The sampler that feeds it.</summary>
    public WindowSampler Sampler { get; } = new(shape, seed);

    /// <summary>Whether <see cref="Learn"/> may change the weights right after this event of a stream with this mark: no later event may be forecast before that.</summary>
    public bool MayLearnAfter(SampleMark mark, long eventNumber) =>
        Sampler.IsFull ? eventNumber >= nextStep : Sampler.Completes(mark);

    /// <summary>Judges the weights that learn by the sampled batch, then learns from it, where it is full and time to.</summary>
    /// <param name="weights">What learns.</param>
    /// <param name="serving">The weights that serve the streams, <c>[ParameterCount]</c>.</param>
    /// <param name="eventNumber">The lane's event number.</param>
    /// <param name="streams">Streams of the lane now.</param>
    public void Learn(LearningWeights weights, Span<float> serving, long eventNumber, int streams)
    {
        if (!Sampler.IsFull || eventNumber < nextStep)
        {
            return;
        }

        nextStep = eventNumber + Math.Min((long)IntervalEventsPerStream * streams, MaxIntervalEvents);
        trainer.Evaluate(serving, WindowSampler.Count, Sampler.Inputs, Sampler.Targets, Sampler.InitialStates).CopyTo(servingLosses);
        TrainingResult result = trainer.TrainBatch(weights.Parameters, weights.Moments, ref weights.Steps, WindowSampler.Count, Sampler.Inputs, Sampler.Targets, Sampler.InitialStates);
        Sampler.Clear();
        tally.Count(result.Outcome);

        // The losses are those before the step: of windows that neither was trained on.
        PromotionVerdict verdict = promotion.Judge(servingLosses, trainer.WindowLosses);
        tally.Count(verdict);
        if (verdict == PromotionVerdict.Promote)
        {
            weights.Parameters.CopyTo(serving);
        }
        else if (verdict == PromotionVerdict.RollBack)
        {
            serving.CopyTo(weights.Parameters);
            weights.Moments.Clear();
            weights.Steps = 0;
        }
    }

    /// <summary>Goes over what the next steps depend on, besides the weights.</summary>
    internal void Walk(StateWalk walk)
    {
        nextStep = walk.Next(nextStep);
        promotion.Walk(walk);
        Sampler.Walk(walk);
    }
}
