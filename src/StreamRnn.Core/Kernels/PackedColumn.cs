namespace StreamRnn.Core.Kernels;

/// <summary>One vector's width of a block: where its sums start from (default for 0), its weights, its factors and how many of them.</summary>
internal readonly unsafe struct PackedColumn(RowPointers initial, float* weights, RowPointers factors, nint count)
{
    public readonly RowPointers Initial = initial;
    public readonly float* Weights = weights;
    public readonly RowPointers Factors = factors;
    public readonly nint Count = count;
}
