using StreamRnn.Core.Buffers;
using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Training;

/// <summary>What one layer remembers of every sample between forward and backward.</summary>
/// <remarks>
/// A row is <c>[1][inputs][h before the step][c before the step]</c>, with h on a 64-byte line: the 1 makes the bias's gradient one of
/// the weights' rows. Gates hold the sums, then the exponentials, then dL/dz in one place.
/// </remarks>
internal sealed unsafe class LayerTape
{
    private readonly int hiddenStart;
    private readonly AlignedBuffer rows;
    private readonly AlignedBuffer gates;

    /// <param name="cell">The layer's sizes.</param>
    /// <param name="sampleCapacity">The most samples.</param>
    /// <param name="windowCapacity">The most windows, each of which has one state more than samples.</param>
    public LayerTape(LstmShape cell, int sampleCapacity, int windowCapacity)
    {
        Cell = cell;
        hiddenStart = Packing.RoundUp(cell.Inputs + 1);
        RowStride = RowLength(cell);
        GateStride = 4 * cell.PaddedHiddenUnits;
        rows = new AlignedBuffer(checked((sampleCapacity + windowCapacity) * RowStride));
        gates = new AlignedBuffer(checked(sampleCapacity * GateStride));
        for (int sample = 0; sample < sampleCapacity; sample++)
        {
            Inputs(sample)[-1] = 1;
        }
    }

    /// <summary>Bytes that a tape of these sizes takes.</summary>
    public static long SizeBytes(LstmShape cell, int sampleCapacity, int windowCapacity) =>
        AlignedBuffer.SizeBytes(checked((sampleCapacity + windowCapacity) * RowLength(cell)))
        + AlignedBuffer.SizeBytes(checked(sampleCapacity * 4 * cell.PaddedHiddenUnits));

    /// <summary>The layer's sizes.</summary>
    public LstmShape Cell { get; }

    public int RowStride { get; }

    public int GateStride { get; }

    /// <summary>Floats from a sample's inputs to its c.</summary>
    public int CellStart => Cell.Inputs + Cell.PaddedHiddenUnits;

    /// <summary>The layer's inputs of a sample; the float before them is 1.</summary>
    public float* Inputs(int sample) => HiddenState(sample) - Cell.Inputs;

    /// <summary>h before a sample's step; the one after it is that of the sample one step, hence as many samples as there are windows, later.</summary>
    public float* HiddenState(int sample) => rows.Pointer + ((nint)sample * RowStride) + hiddenStart;

    /// <summary>c before a sample's step.</summary>
    public float* CellState(int sample) => Inputs(sample) + CellStart;

    public float* Gates(int sample) => gates.Pointer + ((nint)sample * GateStride);

    private static int RowLength(LstmShape cell) => Packing.RoundUp(cell.Inputs + 1) + (2 * cell.PaddedHiddenUnits);
}
