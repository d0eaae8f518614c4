using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;

namespace StreamRnn.Core.Training;

/// <summary>
/// Truncated back-propagation through time (Williams, Peng 1990) and one step of Adam (Kingma, Ba 2015) over windows of a
/// stream. All scratch is allocated at construction; a step allocates nothing. One trainer serves one thread.
/// </summary>
/// <remarks>
/// The loss is the mean over a window's unmasked targets, and over windows that have any. Output gradients are clipped at ±1, the
/// gradient's norm at 1. Gradients are those of ordinary weights, although the weights stand folded: Adam's step is the ordinary one.
/// </remarks>
public abstract class NetworkTrainer
{
    /// <summary>The longest window a trainer may be made for.</summary>
    public const int MaxStepCapacity = 4096;

    /// <summary>The most windows in a step that a trainer may be made for.</summary>
    public const int MaxWindowCapacity = 64;

    private protected NetworkTrainer(NetworkShape shape, int stepCapacity, int windowCapacity)
    {
        Shape = shape;
        StepCapacity = stepCapacity;
        WindowCapacity = windowCapacity;
        Tape = new TrainingTape(shape, stepCapacity, windowCapacity);
    }

    /// <summary>The network's sizes.</summary>
    public NetworkShape Shape { get; }

    /// <summary>The longest window.</summary>
    public int StepCapacity { get; }

    /// <summary>The most windows in a step.</summary>
    public int WindowCapacity { get; }

    /// <summary>Floats of Adam's moments: the first of every parameter, then the second. All zero is the beginning.</summary>
    public int MomentCount => 2 * Shape.ParameterCount;

    private protected TrainingTape Tape { get; }

    /// <summary>Makes a trainer for this processor, or for a given vector width.</summary>
    /// <param name="shape">The network's sizes.</param>
    /// <param name="stepCapacity">The longest window, 1 to <see cref="MaxStepCapacity"/>.</param>
    /// <param name="windowCapacity">The most windows in a step, 1 to <see cref="MaxWindowCapacity"/>.</param>
    /// <param name="width">The vector width; null for the preferred one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is outside its range.</exception>
    public static NetworkTrainer Create(NetworkShape shape, int stepCapacity, int windowCapacity = 1, VectorWidth? width = null)
    {
        shape.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(stepCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stepCapacity, MaxStepCapacity);
        ArgumentOutOfRangeException.ThrowIfLessThan(windowCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windowCapacity, MaxWindowCapacity);
        return VectorWidths.Create(width, new Factory(shape, stepCapacity, windowCapacity));
    }

    /// <summary>Bytes of scratch that a trainer of these sizes allocates.</summary>
    public static long SizeBytes(NetworkShape shape, int stepCapacity, int windowCapacity = 1) =>
        TrainingTape.SizeBytes(shape, stepCapacity, windowCapacity);

    /// <summary>Takes one optimiser step over B windows of T steps each.</summary>
    /// <param name="parameters">Weights, <c>[ParameterCount]</c>, updated.</param>
    /// <param name="moments">Adam's moments, <c>[MomentCount]</c>, updated.</param>
    /// <param name="adamSteps">Steps taken with these moments, counted on.</param>
    /// <param name="windows">B, 1 to <see cref="WindowCapacity"/>.</param>
    /// <param name="inputs">Finite inputs, <c>[B, T, I]</c>.</param>
    /// <param name="targets">What each step's forecast is measured against, <c>[B, T, F]</c>; NaN masks, an infinity discards the step.</param>
    /// <param name="initialStates">h of all layers, then c, before the first step, <c>[B, 2 L Hp]</c>.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public TrainingResult TrainBatch(
        Span<float> parameters,
        Span<float> moments,
        ref int adamSteps,
        int windows,
        ReadOnlySpan<float> inputs,
        ReadOnlySpan<float> targets,
        ReadOnlySpan<float> initialStates)
    {
        NetworkShapeGuard.Require(moments.Length, MomentCount, nameof(moments));
        Begin(windows, parameters, inputs, targets, initialStates);
        return Step(parameters, moments, ref adamSteps);
    }

    /// <summary>The losses of B windows of T steps each, without learning from them; arguments as of <see cref="TrainBatch"/>.</summary>
    /// <returns>As <see cref="WindowLosses"/>.</returns>
    public ReadOnlySpan<double> Evaluate(
        ReadOnlySpan<float> parameters, int windows, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> initialStates)
    {
        Begin(windows, parameters, inputs, targets, initialStates);
        Evaluate(parameters);
        return WindowLosses;
    }

    /// <summary>The mean loss of each window's unmasked targets, of the last call, before its step: <c>[B]</c>; 0 of a window that has none, NaN where it was not finite.</summary>
    public ReadOnlySpan<double> WindowLosses => Tape.Losses;

    /// <summary>Forward and losses over what stands on the tape.</summary>
    private protected abstract void Evaluate(ReadOnlySpan<float> parameters);

    /// <summary>Forward, backward and the optimiser over what stands on the tape.</summary>
    private protected abstract TrainingResult Step(Span<float> parameters, Span<float> moments, ref int adamSteps);

    private void Begin(
        int windows, ReadOnlySpan<float> parameters, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> initialStates)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windows, WindowCapacity);
        NetworkShapeGuard.Require(initialStates.Length, windows * Shape.StateLength, nameof(initialStates));
        int steps = inputs.Length / (windows * Shape.Inputs);
        if (steps < 1 || steps > StepCapacity)
        {
            throw new ArgumentException($"inputs holds {inputs.Length} floats, {steps} steps, where the trainer takes 1 to {StepCapacity}.", nameof(inputs));
        }

        NetworkShapeGuard.Require(parameters.Length, Shape.ParameterCount, nameof(parameters));
        NetworkShapeGuard.Require(inputs.Length, windows * steps * Shape.Inputs, nameof(inputs));
        NetworkShapeGuard.Require(targets.Length, windows * steps * Shape.Targets, nameof(targets));
        Tape.Begin(windows, steps, inputs, targets);
        for (int window = 0; window < windows; window++)
        {
            Tape.BeginWindow(window, initialStates.Slice(window * Shape.StateLength, Shape.StateLength));
        }
    }

    /// <summary>Creates the trainer in any variant of the kernels.</summary>
    internal sealed class Factory(NetworkShape shape, int stepCapacity, int windowCapacity) : IKernelFactory<NetworkTrainer>
    {
        public NetworkTrainer Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            => new NetworkTrainer<TSimd, TVector>(shape, stepCapacity, windowCapacity);
    }
}
