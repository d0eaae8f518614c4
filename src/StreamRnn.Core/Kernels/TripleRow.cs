using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

/// <summary>Three rows: with four gates 12 accumulators, with two columns 24.</summary>
internal readonly unsafe struct TripleRow<TSimd, TVector>(TVector first, TVector second, TVector third) : IRowGroup<TripleRow<TSimd, TVector>, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private readonly TVector first = first;
    private readonly TVector second = second;
    private readonly TVector third = third;

    public static int Count => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TripleRow<TSimd, TVector> Repeat(TVector value) => new(value, value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TripleRow<TSimd, TVector> Broadcast(in RowPointers rows, nint index) =>
        new(TSimd.Broadcast(rows.First[index]), TSimd.Broadcast(rows.Second[index]), TSimd.Broadcast(rows.Third[index]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TripleRow<TSimd, TVector> MultiplyAdd(TVector weight, TripleRow<TSimd, TVector> factors, TripleRow<TSimd, TVector> sums) =>
        new(
            TSimd.MultiplyAdd(factors.first, weight, sums.first),
            TSimd.MultiplyAdd(factors.second, weight, sums.second),
            TSimd.MultiplyAdd(factors.third, weight, sums.third));

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
