namespace StreamRnn.Core.Kernels;

/// <summary>Packed rows of four gates × 16 lanes, by block and by k.</summary>
internal readonly unsafe struct PackedWeights(float* first, int blocks, nint blockStride, nint count, nint stride)
{
    /// <summary>Block 0's row for k = 0.</summary>
    public readonly float* First = first;

    public readonly int Blocks = blocks;

    /// <summary>Floats from a block to the next.</summary>
    public readonly nint BlockStride = blockStride;

    /// <summary>Number of k.</summary>
    public readonly nint Count = count;

    /// <summary>Floats from one k to the next.</summary>
    public readonly nint Stride = stride;
}
