using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

/// <summary>The inner loops of <see cref="PackedProduct{TSimd,TVector}"/>: columns of weights times some rows, a group of rows at a time.</summary>
/// <remarks>Rows run from the first one given to before the last one given, in whole groups. One loop a method: the compiler gives up inlining in larger ones.</remarks>
internal static unsafe class PackedColumns<TSimd, TVector, TGroup>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
    where TGroup : struct, IRowGroup<TGroup, TVector>
{
    /// <summary>One column, stored or added to what its place holds.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void One(in PackedColumn column, nint weightStride, in PackedRows rows, int firstRow, int lastRow, bool isAdded)
    {
        for (int row = firstRow; row < lastRow; row += TGroup.Count)
        {
            RowPointers factors = TGroup.Factors(rows, row) + column.FirstFactor;
            RowPointers sums = TGroup.Sums(rows, row) + column.Sum;
            GateSums<TSimd, TVector, TGroup> gates = default;
            gates.Start(column, sums);
            float* weights = column.Weights;
            nint index = 0;
            nint factorStride = rows.FactorStride;
            for (nint k = column.Count; k > 0; k--)
            {
                gates.Accumulate(weights, TGroup.Broadcast(factors, index));
                weights += weightStride;
                index += factorStride;
            }

            if (isAdded)
            {
                gates.AddStored(sums);
            }

            gates.Store(sums);
        }
    }

    /// <summary>Two columns with the same factors.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Two(in PackedColumn first, in PackedColumn second, nint weightStride, in PackedRows rows, int firstRow, int lastRow)
    {
        for (int row = firstRow; row < lastRow; row += TGroup.Count)
        {
            RowPointers factors = TGroup.Factors(rows, row) + first.FirstFactor;
            RowPointers sums = TGroup.Sums(rows, row);
            GateSums<TSimd, TVector, TGroup> firstGates = default;
            GateSums<TSimd, TVector, TGroup> secondGates = default;
            firstGates.Start(first, sums + first.Sum);
            secondGates.Start(second, sums + second.Sum);
            float* firstWeights = first.Weights;
            float* secondWeights = second.Weights;
            nint index = 0;
            nint factorStride = rows.FactorStride;
            for (nint k = first.Count; k > 0; k--)
            {
                TGroup factor = TGroup.Broadcast(factors, index);
                firstGates.Accumulate(firstWeights, factor);
                secondGates.Accumulate(secondWeights, factor);
                firstWeights += weightStride;
                secondWeights += weightStride;
                index += factorStride;
            }

            firstGates.Store(sums + first.Sum);
            secondGates.Store(sums + second.Sum);
        }
    }

    /// <summary>Two halves of one column's sums, the second of which may be longer by one step.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Halves(in PackedColumn first, in PackedColumn second, nint weightStride, in PackedRows rows, int firstRow, int lastRow)
    {
        for (int row = firstRow; row < lastRow; row += TGroup.Count)
        {
            RowPointers factors = TGroup.Factors(rows, row);
            RowPointers sums = TGroup.Sums(rows, row) + first.Sum;
            GateSums<TSimd, TVector, TGroup> firstGates = default;
            GateSums<TSimd, TVector, TGroup> secondGates = default;
            firstGates.Start(first, sums);
            secondGates.Start(second, sums);
            float* firstWeights = first.Weights;
            float* secondWeights = second.Weights;
            nint firstIndex = first.FirstFactor;
            nint secondIndex = second.FirstFactor;
            nint factorStride = rows.FactorStride;
            for (nint k = first.Count; k > 0; k--)
            {
                firstGates.Accumulate(firstWeights, TGroup.Broadcast(factors, firstIndex));
                secondGates.Accumulate(secondWeights, TGroup.Broadcast(factors, secondIndex));
                firstWeights += weightStride;
                secondWeights += weightStride;
                firstIndex += factorStride;
                secondIndex += factorStride;
            }

            if (second.Count > first.Count)
            {
                secondGates.Accumulate(secondWeights, TGroup.Broadcast(factors, secondIndex));
            }

            firstGates.Add(secondGates);
            firstGates.Store(sums);
        }
    }
}
