using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Training;

/// <summary>Weights that learn, a stream's own or a lane's, with all that their optimiser goes on from.</summary>
public readonly ref struct LearningWeights
{
    private readonly ref int steps;
    private readonly ref SplitMix64 random;

    /// <param name="parameters">Weights, <c>[ParameterCount]</c>.</param>
    /// <param name="moments">Adam's first and second moments, <c>[2·ParameterCount]</c>.</param>
    /// <param name="steps">Optimiser steps taken.</param>
    /// <param name="random">For choices of what to learn from.</param>
    public LearningWeights(Span<float> parameters, Span<float> moments, ref int steps, ref SplitMix64 random)
    {
        Parameters = parameters;
        Moments = moments;
        this.steps = ref steps;
        this.random = ref random;
    }

    /// <summary>Weights, <c>[ParameterCount]</c>.</summary>
    public Span<float> Parameters { get; }

    /// <summary>Adam's first and second moments, <c>[2·ParameterCount]</c>.</summary>
    public Span<float> Moments { get; }

    /// <summary>Optimiser steps taken.</summary>
    public ref int Steps => ref steps;

    /// <summary>For choices of what to learn from.</summary>
    public ref SplitMix64 Random => ref random;
}
