using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

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
