namespace StreamRnn.Core.Kernels;

/// <summary>
/// Some rows that one pass over the weights serves together, and one vector for each: a loaded weight is used once per row. The
/// order of operations of a row does not depend on the group it stands in.
/// </summary>
internal unsafe interface IRowGroup<TSelf, TVector>
    where TSelf : struct
    where TVector : struct
{
    /// <summary>Rows in the group.</summary>
    static abstract int Count { get; }

    /// <summary>Where the group's factors begin.</summary>
    static abstract RowPointers Factors(in PackedRows rows, int row);

    /// <summary>Where the group's sums begin.</summary>
    static abstract RowPointers Sums(in PackedRows rows, int row);

    /// <summary>The same vector for each row.</summary>
    static abstract TSelf Repeat(TVector value);

    /// <summary>Each row's float at <paramref name="index"/>, in every lane.</summary>
    static abstract TSelf Broadcast(in RowPointers rows, nint index);

    /// <summary>sums += weight · factors, row by row. By reference, as the compiler copies accumulators that are returned.</summary>
    static abstract void Accumulate(ref TSelf sums, float* weight, in TSelf factors);

    static abstract TSelf Add(TSelf left, TSelf right);

    static abstract TSelf Load(in RowPointers sources, nint index);

    static abstract void Store(in RowPointers destinations, nint index, TSelf value);
}
