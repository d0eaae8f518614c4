namespace StreamRnn.Core.Kernels;

/// <summary>One vector's width of a block, for some k.</summary>
internal readonly unsafe struct PackedColumn(float* start, bool isFromZero, float* weights, nint firstFactor, nint count, nint sum)
{
    /// <summary>What the sums start from, alike for all rows; null where each goes on from what it holds, or starts from 0.</summary>
    public readonly float* Start = start;

    public readonly bool IsFromZero = isFromZero;

    public readonly float* Weights = weights;

    /// <summary>Floats from a row's first factor to the column's first.</summary>
    public readonly nint FirstFactor = firstFactor;

    /// <summary>Number of k.</summary>
    public readonly nint Count = count;

    /// <summary>Floats from a row's sums to the column's.</summary>
    public readonly nint Sum = sum;
}
