using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

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
