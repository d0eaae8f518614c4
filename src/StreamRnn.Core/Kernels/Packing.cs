namespace StreamRnn.Core.Kernels;

/// <summary>How the products of four gates lay out their numbers, whatever the vector width.</summary>
/// <remarks>
/// <para>Units stand in blocks of 16: one 64-byte line of floats. A packed row is a block's four gates side by side, <c>[i, f, g, o][16 units]</c>.
/// Packed weights are a packed row for each block and each k (<see cref="PackedWeights"/>); sums are a packed row for each row and each
/// block (<see cref="PackedRows"/>). The strides say which of two stand one after the other.</para>
/// <para>Transposed weights are a packed row for each block of columns and each unit, whose 16 floats are the columns:
/// <c>[columns/16][units][i, f, g, o][16 columns]</c>.</para>
/// <para>To be read in this order: <see cref="PackedProduct{TSimd,TVector}"/> cuts a product into pieces,
/// <see cref="PackedColumns{TSimd,TVector,TGroup}"/> runs through one of them, and <see cref="IRowGroup{TSelf,TVector}"/> says how many rows use
/// a weight once it is loaded. <see cref="TransposedProduct{TSimd,TVector}"/> is the backward pass's product, over the same groups.</para>
/// </remarks>
internal static class Packing
{
    /// <summary>Units in a block.</summary>
    public const int BlockWidth = 16;

    /// <summary>Floats in a packed row.</summary>
    public const int RowLength = 4 * BlockWidth;

    /// <summary>Floats from a packed row's input gate, its first, to its forget gate.</summary>
    public const int Forget = BlockWidth;

    /// <summary>Floats from a packed row's input gate to its candidate.</summary>
    public const int Candidate = 2 * BlockWidth;

    /// <summary>Floats from a packed row's input gate to its output gate.</summary>
    public const int Output = 3 * BlockWidth;

    /// <summary>The next multiple of 16.</summary>
    public static int RoundUp(int count) => (count + BlockWidth - 1) & -BlockWidth;
}

/// <summary>A packed row of weights for each block and each k.</summary>
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

/// <summary>The rows that packed weights are multiplied with: factors for each k, and a packed row of sums for each block.</summary>
internal readonly unsafe struct PackedRows(float** factors, int count, nint factorStride, float* sums, nint sumStride, nint sumBlockStride)
{
    /// <summary>Where each row's factors begin, <c>[Count]</c>.</summary>
    public readonly float** Factors = factors;

    public readonly int Count = count;

    /// <summary>Floats from one k to the next in the factors.</summary>
    public readonly nint FactorStride = factorStride;

    /// <summary>Row 0's sums.</summary>
    public readonly float* Sums = sums;

    /// <summary>Floats from a row's sums to the next row's.</summary>
    public readonly nint SumStride = sumStride;

    /// <summary>Floats from a block's sums to the next block's.</summary>
    public readonly nint SumBlockStride = sumBlockStride;
}
