using System.Runtime.CompilerServices;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;

namespace StreamRnn.Core.Training;

/// <summary>
/// All that a training step remembers between forward and backward, allocated once. A sample is a step of a window; samples
/// stand by step, then by window.
/// </summary>
/// <remarks>
/// A row is <c>[1][x][h before the step][c before the step]</c>, with h on a 64-byte line: the 1 makes the bias's gradient one of the
/// weights' rows. Gates hold the sums, then the exponentials, then dL/dz in one place. Outputs and targets are planes over
/// (sample, target), and become gradients and losses in place.
/// </remarks>
internal sealed unsafe class TrainingTape
{
    private readonly NetworkShape shape;
    private readonly int hiddenStart;
    private readonly AlignedBuffer rows;
    private readonly AlignedBuffer gates;
    private readonly AlignedBuffer means;
    private readonly AlignedBuffer logScales;
    private readonly AlignedBuffer targets;
    private readonly AlignedBuffer hiddenStateGradients;
    private readonly AlignedBuffer cellStateGradients;
    private readonly AlignedBuffer transposedWeights;
    private readonly AlignedBuffer gradient;
    private readonly int[] targetCounts;

    public TrainingTape(NetworkShape shape, int maximumSteps, int maximumWindows)
    {
        this.shape = shape;
        int samples = checked(maximumSteps * maximumWindows);
        int padded = shape.PaddedHiddenUnits;
        hiddenStart = Packing.RoundUp(shape.Inputs + 1);
        RowStride = hiddenStart + shape.StateLength;
        GateStride = 4 * padded;
        rows = new AlignedBuffer(checked((samples + maximumWindows) * RowStride));
        gates = new AlignedBuffer(checked(samples * GateStride));
        int plane = Packing.RoundUp(checked(samples * shape.Targets));
        means = new AlignedBuffer(plane);
        logScales = new AlignedBuffer(plane);
        targets = new AlignedBuffer(plane);
        hiddenStateGradients = new AlignedBuffer(maximumWindows * padded);
        cellStateGradients = new AlignedBuffer(maximumWindows * padded);
        transposedWeights = new AlignedBuffer(4 * padded * padded);
        gradient = new AlignedBuffer(shape.ParameterCount);
        targetCounts = new int[maximumWindows];
    }

    /// <summary>Bytes that a tape of these sizes takes.</summary>
    public static long SizeBytes(NetworkShape shape, int maximumSteps, int maximumWindows)
    {
        int samples = checked(maximumSteps * maximumWindows);
        int padded = shape.PaddedHiddenUnits;
        int rowStride = Packing.RoundUp(shape.Inputs + 1) + shape.StateLength;
        return AlignedBuffer.SizeBytes(checked((samples + maximumWindows) * rowStride))
            + AlignedBuffer.SizeBytes(checked(samples * 4 * padded))
            + 3 * AlignedBuffer.SizeBytes(Packing.RoundUp(checked(samples * shape.Targets)))
            + 2 * AlignedBuffer.SizeBytes(maximumWindows * padded)
            + AlignedBuffer.SizeBytes(4 * padded * padded)
            + AlignedBuffer.SizeBytes(shape.ParameterCount)
            + (long)maximumWindows * sizeof(int);
    }

    public int Windows { get; private set; }

    public int Steps { get; private set; }

    public int Samples => Windows * Steps;

    /// <summary>Entries of a plane that are in use, rounded up to 16; the last ones are masked.</summary>
    public int PlaneLength => Packing.RoundUp(Samples * shape.Targets);

    public int RowStride { get; }

    public int GateStride { get; }

    public float* Means => means.Pointer;

    public float* LogScales => logScales.Pointer;

    public float* Targets => targets.Pointer;

    public float* TransposedWeights => transposedWeights.Pointer;

    public AlignedBuffer Gradient => gradient;

    /// <summary>Unmasked targets of each window.</summary>
    public ReadOnlySpan<int> TargetCounts => targetCounts.AsSpan(0, Windows);

    /// <summary>x of a sample; x[-1] is 1.</summary>
    public float* Inputs(int sample) => rows.Pointer + ((nint)sample * RowStride) + hiddenStart - shape.Inputs;

    /// <summary>h before a sample's step; the one after it is that of the sample one step, hence <see cref="Windows"/> samples, later.</summary>
    public float* HiddenState(int sample) => rows.Pointer + ((nint)sample * RowStride) + hiddenStart;

    /// <summary>c before a sample's step.</summary>
    public float* CellState(int sample) => HiddenState(sample) + shape.PaddedHiddenUnits;

    public float* Gates(int sample) => gates.Pointer + ((nint)sample * GateStride);

    public float* HiddenStateGradient(int window) => hiddenStateGradients.Pointer + (window * shape.PaddedHiddenUnits);

    public float* CellStateGradient(int window) => cellStateGradients.Pointer + (window * shape.PaddedHiddenUnits);

    /// <summary>Lays out the windows' inputs and targets, given by window, then by step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(int windows, int steps, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targetValues)
    {
        Windows = windows;
        Steps = steps;
        Span<float> plane = targets.Span[..PlaneLength];
        plane[(Samples * shape.Targets)..].Fill(float.NaN);
        means.Span[(Samples * shape.Targets)..PlaneLength].Clear();
        logScales.Span[(Samples * shape.Targets)..PlaneLength].Clear();
        int input = 0;
        int target = 0;
        for (int window = 0; window < windows; window++)
        {
            int known = 0;
            for (int step = 0; step < steps; step++)
            {
                int sample = (step * windows) + window;
                float* x = Inputs(sample);
                x[-1] = 1;
                for (int index = 0; index < shape.Inputs; index++)
                {
                    x[index] = inputs[input++];
                }

                for (int index = 0; index < shape.Targets; index++)
                {
                    float value = targetValues[target++];
                    plane[(sample * shape.Targets) + index] = value;
                    known += float.IsNaN(value) ? 0 : 1;
                }
            }

            targetCounts[window] = known;
        }
    }

    /// <summary>Sets the state that a window starts from and clears the gradient that comes from behind its end.</summary>
    public void BeginWindow(int window, ReadOnlySpan<float> hiddenState, ReadOnlySpan<float> cellState)
    {
        int padded = shape.PaddedHiddenUnits;
        hiddenState.CopyTo(new Span<float>(HiddenState(window), padded));
        cellState.CopyTo(new Span<float>(CellState(window), padded));
        new Span<float>(HiddenStateGradient(window), padded).Clear();
        new Span<float>(CellStateGradient(window), padded).Clear();
    }
}
