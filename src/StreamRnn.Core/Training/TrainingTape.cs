using System.Runtime.CompilerServices;
using StreamRnn.Core.Buffers;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;

namespace StreamRnn.Core.Training;

/// <summary>
/// All that a training step remembers between forward and backward, allocated once. A sample is a step of a window; samples
/// stand by step, then by window.
/// </summary>
/// <remarks>Outputs and targets are planes over (sample, target), and become gradients and losses in place.</remarks>
internal sealed unsafe class TrainingTape
{
    private readonly LayerTape[] layers;
    private readonly AlignedBuffer means;
    private readonly AlignedBuffer logScales;
    private readonly AlignedBuffer targets;
    private readonly AlignedBuffer hiddenStateGradients;
    private readonly AlignedBuffer cellStateGradients;
    private readonly AlignedBuffer? inputGradients;
    private readonly AlignedBuffer transposedWeights;
    private readonly AlignedBuffer gradient;
    private readonly int[] targetCounts;
    private readonly double[] losses;

    public TrainingTape(NetworkShape shape, int stepCapacity, int windowCapacity)
    {
        Shape = shape;
        int samples = checked(stepCapacity * windowCapacity);
        int padded = shape.PaddedHiddenUnits;
        layers = new LayerTape[shape.Layers];
        for (int layer = 0; layer < layers.Length; layer++)
        {
            layers[layer] = new LayerTape(shape.Layer(layer).Cell, samples, windowCapacity);
        }

        int plane = Packing.RoundUp(checked(samples * shape.Targets));
        means = new AlignedBuffer(plane);
        logScales = new AlignedBuffer(plane);
        targets = new AlignedBuffer(plane);
        hiddenStateGradients = new AlignedBuffer(windowCapacity * padded);
        cellStateGradients = new AlignedBuffer(windowCapacity * padded);
        inputGradients = shape.Layers > 1 ? new AlignedBuffer(checked(samples * padded)) : null;
        transposedWeights = new AlignedBuffer(4 * padded * padded);
        gradient = new AlignedBuffer(shape.ParameterCount);
        targetCounts = new int[windowCapacity];
        losses = new double[windowCapacity];
    }

    /// <summary>Bytes that a tape of these sizes takes.</summary>
    public static long SizeBytes(NetworkShape shape, int stepCapacity, int windowCapacity)
    {
        int samples = checked(stepCapacity * windowCapacity);
        int padded = shape.PaddedHiddenUnits;
        long layers = 0;
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            layers += LayerTape.SizeBytes(shape.Layer(layer).Cell, samples, windowCapacity);
        }

        return layers
            + 3 * AlignedBuffer.SizeBytes(Packing.RoundUp(checked(samples * shape.Targets)))
            + 2 * AlignedBuffer.SizeBytes(windowCapacity * padded)
            + (shape.Layers > 1 ? AlignedBuffer.SizeBytes(checked(samples * padded)) : 0)
            + AlignedBuffer.SizeBytes(4 * padded * padded)
            + AlignedBuffer.SizeBytes(shape.ParameterCount)
            + (long)windowCapacity * (sizeof(int) + sizeof(double));
    }

    /// <summary>The network's sizes.</summary>
    public NetworkShape Shape { get; }

    public int Windows { get; private set; }

    public int Steps { get; private set; }

    public int Samples => Windows * Steps;

    /// <summary>Entries of a plane that are in use, rounded up to 16; the last ones are masked.</summary>
    public int PlaneLength => Packing.RoundUp(Samples * Shape.Targets);

    public float* Means => means.Pointer;

    public float* LogScales => logScales.Pointer;

    public float* Targets => targets.Pointer;

    public float* TransposedWeights => transposedWeights.Pointer;

    public AlignedBuffer Gradient => gradient;

    /// <summary>Unmasked targets of each window.</summary>
    public ReadOnlySpan<int> TargetCounts => targetCounts.AsSpan(0, Windows);

    /// <summary>The mean loss of each window's targets; 0 where it has none.</summary>
    public Span<double> Losses => losses.AsSpan(0, Windows);

    /// <summary>A layer's samples, 0 the lowest.</summary>
    public LayerTape Layer(int layer) => layers[layer];

    /// <summary>dL/dh of a window, at the step that the backward pass has come to, of one layer at a time.</summary>
    public float* HiddenStateGradient(int window) => hiddenStateGradients.Pointer + (window * Shape.PaddedHiddenUnits);

    /// <summary>dL/dc, likewise.</summary>
    public float* CellStateGradient(int window) => cellStateGradients.Pointer + (window * Shape.PaddedHiddenUnits);

    /// <summary>dL of a sample by the inputs of the layer above, which are a layer's h after its step; only where there are layers above.</summary>
    public float* InputGradient(int sample) => inputGradients!.Pointer + ((nint)sample * Shape.PaddedHiddenUnits);

    /// <summary>Lays out the windows' inputs and targets, given by window, then by step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(int windows, int steps, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targetValues)
    {
        Windows = windows;
        Steps = steps;
        Span<float> plane = targets.Span[..PlaneLength];
        plane[(Samples * Shape.Targets)..].Fill(float.NaN);
        means.Span[(Samples * Shape.Targets)..PlaneLength].Clear();
        logScales.Span[(Samples * Shape.Targets)..PlaneLength].Clear();
        int input = 0;
        int target = 0;
        for (int window = 0; window < windows; window++)
        {
            int known = 0;
            for (int step = 0; step < steps; step++)
            {
                int sample = (step * windows) + window;
                float* x = layers[0].Inputs(sample);
                for (int index = 0; index < Shape.Inputs; index++)
                {
                    x[index] = inputs[input++];
                }

                for (int index = 0; index < Shape.Targets; index++)
                {
                    float value = targetValues[target++];
                    plane[(sample * Shape.Targets) + index] = value;
                    known += float.IsNaN(value) ? 0 : 1;
                }
            }

            targetCounts[window] = known;
        }
    }

    /// <summary>Sets the state that a window starts from, <c>[2 L Hp]</c>.</summary>
    public void BeginWindow(int window, ReadOnlySpan<float> state)
    {
        int padded = Shape.PaddedHiddenUnits;
        for (int layer = 0; layer < layers.Length; layer++)
        {
            state.Slice(layer * padded, padded).CopyTo(new Span<float>(layers[layer].HiddenState(window), padded));
            state.Slice(Shape.HiddenLength + (layer * padded), padded).CopyTo(new Span<float>(layers[layer].CellState(window), padded));
        }
    }

    /// <summary>Copies a layer's h after each step to the layer above, whose inputs they are.</summary>
    public void CopyHiddenStatesUp(int layer)
    {
        int padded = Shape.PaddedHiddenUnits;
        for (int sample = 0; sample < Samples; sample++)
        {
            new ReadOnlySpan<float>(layers[layer].HiddenState(sample + Windows), padded).CopyTo(new Span<float>(layers[layer + 1].Inputs(sample), padded));
        }
    }

    /// <summary>Clears the gradients that come from beyond the windows' ends.</summary>
    public void BeginBackward()
    {
        hiddenStateGradients.Span.Clear();
        cellStateGradients.Span.Clear();
    }
}
