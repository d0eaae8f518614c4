using System.Runtime.CompilerServices;

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

    /// <summary>Each row's float at <paramref name="index"/>, in every element.</summary>
    static abstract TSelf Broadcast(in RowPointers rows, nint index);

    /// <summary>sums += weight · factors, row by row. By reference, as the compiler copies accumulators that are returned.</summary>
    static abstract void Accumulate(ref TSelf sums, float* weight, in TSelf factors);

    static abstract TSelf Add(TSelf left, TSelf right);

    static abstract TSelf Load(in RowPointers sources, nint index);

    static abstract void Store(in RowPointers destinations, nint index, TSelf value);
}

/// <summary>One row.</summary>
internal unsafe struct SingleRow<TSimd, TVector>(TVector first) : IRowGroup<SingleRow<TSimd, TVector>, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private TVector first = first;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowPointers Factors(in PackedRows rows, int row) => RowPointers.Same(rows.Factors[row]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowPointers Sums(in PackedRows rows, int row) => RowPointers.Same(rows.Sums + (row * rows.SumStride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleRow<TSimd, TVector> Repeat(TVector value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleRow<TSimd, TVector> Broadcast(in RowPointers rows, nint index) => new(TSimd.Broadcast(rows.First[index]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref SingleRow<TSimd, TVector> sums, float* weight, in SingleRow<TSimd, TVector> factors) =>
        sums.first = TSimd.MultiplyAdd(factors.first, TSimd.Load(weight), sums.first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleRow<TSimd, TVector> Add(SingleRow<TSimd, TVector> left, SingleRow<TSimd, TVector> right) => new(TSimd.Add(left.first, right.first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleRow<TSimd, TVector> Load(in RowPointers sources, nint index) => new(TSimd.Load(sources.First + index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(in RowPointers destinations, nint index, SingleRow<TSimd, TVector> value) => TSimd.Store(destinations.First + index, value.first);
}

/// <summary>Three rows: with four gates 12 accumulators, with two columns 24.</summary>
internal unsafe struct TripleRow<TSimd, TVector>(TVector first, TVector second, TVector third) : IRowGroup<TripleRow<TSimd, TVector>, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private TVector first = first;
    private TVector second = second;
    private TVector third = third;

    public static int Count => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowPointers Factors(in PackedRows rows, int row) => new(rows.Factors[row], rows.Factors[row + 1], rows.Factors[row + 2]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowPointers Sums(in PackedRows rows, int row) => RowPointers.Strided(rows.Sums + (row * rows.SumStride), rows.SumStride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TripleRow<TSimd, TVector> Repeat(TVector value) => new(value, value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TripleRow<TSimd, TVector> Broadcast(in RowPointers rows, nint index) =>
        new(TSimd.Broadcast(rows.First[index]), TSimd.Broadcast(rows.Second[index]), TSimd.Broadcast(rows.Third[index]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref TripleRow<TSimd, TVector> sums, float* weight, in TripleRow<TSimd, TVector> factors)
    {
        TVector weights = TSimd.Load(weight);
        sums.first = TSimd.MultiplyAdd(factors.first, weights, sums.first);
        sums.second = TSimd.MultiplyAdd(factors.second, weights, sums.second);
        sums.third = TSimd.MultiplyAdd(factors.third, weights, sums.third);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TripleRow<TSimd, TVector> Add(TripleRow<TSimd, TVector> left, TripleRow<TSimd, TVector> right) =>
        new(TSimd.Add(left.first, right.first), TSimd.Add(left.second, right.second), TSimd.Add(left.third, right.third));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TripleRow<TSimd, TVector> Load(in RowPointers sources, nint index) =>
        new(TSimd.Load(sources.First + index), TSimd.Load(sources.Second + index), TSimd.Load(sources.Third + index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(in RowPointers destinations, nint index, TripleRow<TSimd, TVector> value)
    {
        TSimd.Store(destinations.First + index, value.first);
        TSimd.Store(destinations.Second + index, value.second);
        TSimd.Store(destinations.Third + index, value.third);
    }
}

/// <summary>Where up to three rows begin.</summary>
internal readonly unsafe struct RowPointers(float* first, float* second, float* third)
{
    public readonly float* First = first;
    public readonly float* Second = second;
    public readonly float* Third = third;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowPointers operator +(RowPointers rows, nint offset) => new(rows.First + offset, rows.Second + offset, rows.Third + offset);

    /// <summary>The same memory for each row.</summary>
    public static RowPointers Same(float* row) => new(row, row, row);

    /// <summary>Rows that begin at even distances.</summary>
    public static RowPointers Strided(float* first, nint stride) => new(first, first + stride, first + (2 * stride));
}
