namespace StreamRnn.Core.Kernels;

/// <summary>The rows that packed weights are multiplied with, and their sums.</summary>
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
