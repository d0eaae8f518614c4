using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

/// <summary>
/// products[row][block] = Σ over units and gates of factors[row][unit, gate] · transposed[block][unit, gate]: the way back through the
/// recurrent weights. Factors are packed [units/16][4 gates][16], transposed weights [block][unit][4 gates][16 lanes].
/// </summary>
/// <remarks>Each gate has its own sum, so that four accumulators a block hide the latency; they are joined as (i + f) + (g + o).</remarks>
internal static unsafe class TransposedProduct<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int Forget = Packing.Lanes;
    private const int Candidate = 2 * Packing.Lanes;
    private const int Output = 3 * Packing.Lanes;

    /// <param name="transposed">Weights of <paramref name="blocks"/> × 16 units to as many hidden units.</param>
    /// <param name="factors">Row 0's packed factors, <c>[4 · 16 · blocks]</c> a row, one row after the other.</param>
    /// <param name="blocks">Blocks of 16 units.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="products">Receives <c>[16 · blocks]</c> floats a row, one row after the other; not overlapping with the sources.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(float* transposed, float* factors, int blocks, int rows, float* products)
    {
        nint factorStride = (nint)blocks * Packing.RowLength;
        nint productStride = (nint)blocks * Packing.Lanes;
        for (nint lane = 0; lane < productStride; lane += TSimd.Width)
        {
            float* column = transposed + (lane / Packing.Lanes * Packing.Lanes * factorStride) + (lane % Packing.Lanes);
            int row = 0;
            for (; row + 3 <= rows; row += 3)
            {
                RowPointers group = RowPointers.Strided(factors + (row * factorStride), factorStride);
                Column<TripleRow<TSimd, TVector>>(column, group, blocks, RowPointers.Strided(products + (row * productStride) + lane, productStride));
            }

            for (; row < rows; row++)
            {
                Column<SingleRow<TSimd, TVector>>(
                    column, RowPointers.Same(factors + (row * factorStride)), blocks, RowPointers.Same(products + (row * productStride) + lane));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Column<TGroup>(float* weights, RowPointers factors, int blocks, RowPointers product)
        where TGroup : struct, IRowGroup<TGroup, TVector>
    {
        TGroup input = TGroup.Repeat(TSimd.Broadcast(0));
        TGroup forget = input;
        TGroup candidate = input;
        TGroup output = input;
        for (int block = 0; block < blocks; block++)
        {
            for (nint unit = 0; unit < Packing.Lanes; unit++)
            {
                input = TGroup.MultiplyAdd(TSimd.Load(weights), TGroup.Broadcast(factors, unit), input);
                forget = TGroup.MultiplyAdd(TSimd.Load(weights + Forget), TGroup.Broadcast(factors, unit + Forget), forget);
                candidate = TGroup.MultiplyAdd(TSimd.Load(weights + Candidate), TGroup.Broadcast(factors, unit + Candidate), candidate);
                output = TGroup.MultiplyAdd(TSimd.Load(weights + Output), TGroup.Broadcast(factors, unit + Output), output);
                weights += Packing.RowLength;
            }

            factors += Packing.RowLength;
        }

        TGroup.Store(product, 0, TGroup.Add(TGroup.Add(input, forget), TGroup.Add(candidate, output)));
    }
}
