using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

/// <summary>One row.</summary>
internal readonly unsafe struct SingleRow<TSimd, TVector>(TVector first) : IRowGroup<SingleRow<TSimd, TVector>, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private readonly TVector first = first;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleRow<TSimd, TVector> Repeat(TVector value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleRow<TSimd, TVector> Broadcast(in RowPointers rows, nint index) => new(TSimd.Broadcast(rows.First[index]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleRow<TSimd, TVector> MultiplyAdd(TVector weight, SingleRow<TSimd, TVector> factors, SingleRow<TSimd, TVector> sums) =>
        new(TSimd.MultiplyAdd(factors.first, weight, sums.first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleRow<TSimd, TVector> Add(SingleRow<TSimd, TVector> left, SingleRow<TSimd, TVector> right) => new(TSimd.Add(left.first, right.first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleRow<TSimd, TVector> Load(in RowPointers sources, nint index) => new(TSimd.Load(sources.First + index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(in RowPointers destinations, nint index, SingleRow<TSimd, TVector> value) => TSimd.Store(destinations.First + index, value.first);
}
