using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

/// <summary>
/// sums[row][block] = initial[block] + Σ_k factors[row][k] · weights[block][k], for up to three rows at once; each weights[block][k]
/// is a packed row of four gates × 16 lanes.
/// </summary>
/// <remarks>
/// Forward, k runs over inputs and hidden units; for the weights' gradient the packed rows are gate gradients and k runs over
/// time. Two blocks are summed at a time, so that eight or more accumulators hide the latency of the multiply-add. A block
/// that has no partner instead splits k in two halves, whose sums are added at the end: a law of the block, not of the
/// width or of the number of rows, hence the same bits for all of them.
/// </remarks>
internal static unsafe class PackedProduct<TSimd, TVector, TGroup>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
    where TGroup : struct, IRowGroup<TGroup, TVector>
{
    /// <param name="initial">The packed rows that block 0's sums start from; they may be the sums themselves, or default for 0.</param>
    /// <param name="initialStride">Floats from a block to the next in the initial rows.</param>
    /// <param name="weights">Block 0's packed row for k = 0.</param>
    /// <param name="blockStride">Floats from a block to the next.</param>
    /// <param name="weightStride">Floats from one k to the next in the weights.</param>
    /// <param name="factors">The rows' factors for k = 0.</param>
    /// <param name="factorStride">Floats from one k to the next in the factors.</param>
    /// <param name="count">Number of k.</param>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="sums">Receives the rows' sums of block 0; not overlapping with weights or factors.</param>
    /// <param name="sumStride">Floats from a block to the next in the sums.</param>
    public static void Multiply(
        RowPointers initial,
        nint initialStride,
        float* weights,
        nint blockStride,
        nint weightStride,
        RowPointers factors,
        nint factorStride,
        nint count,
        int blocks,
        RowPointers sums,
        nint sumStride)
    {
        int block = 0;
        for (; block + 2 <= blocks; block += 2)
        {
            float* pair = weights + (block * blockStride);
            RowPointers pairInitial = initial.Offset(block * initialStride);
            for (int lane = 0; lane < Packing.Lanes; lane += TSimd.Width)
            {
                var first = new PackedColumn(pairInitial.Offset(lane), pair + lane, factors, count);
                var second = new PackedColumn(pairInitial.Offset(initialStride + lane), pair + blockStride + lane, factors, count);
                Columns(first, second, weightStride, factorStride, sums + ((block * sumStride) + lane), sums + (((block + 1) * sumStride) + lane), add: false);
            }
        }

        if (block < blocks)
        {
            nint half = count / 2;
            float* last = weights + (block * blockStride);
            for (int lane = 0; lane < Packing.Lanes; lane += TSimd.Width)
            {
                var first = new PackedColumn(initial.Offset((block * initialStride) + lane), last + lane, factors, half);
                var second = new PackedColumn(default, last + (half * weightStride) + lane, factors + (half * factorStride), count - half);
                RowPointers destination = sums + ((block * sumStride) + lane);
                Columns(first, second, weightStride, factorStride, destination, destination, add: true);
            }
        }
    }

    /// <summary>Sums two columns; with <paramref name="add"/> the second is added to the first and both are one result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(
        PackedColumn first, PackedColumn second, nint weightStride, nint factorStride, RowPointers firstSums, RowPointers secondSums, bool add)
    {
        if (TGroup.Count == 1 || TSimd.HasManyRegisters)
        {
            PackedColumns<TSimd, TVector, TGroup>.Two(first, second, weightStride, factorStride, firstSums, secondSums, add);
        }
        else
        {
            PackedColumns<TSimd, TVector, TGroup>.One(first, weightStride, factorStride, firstSums, add: false);
            PackedColumns<TSimd, TVector, TGroup>.One(second, weightStride, factorStride, secondSums, add);
        }
    }
}
