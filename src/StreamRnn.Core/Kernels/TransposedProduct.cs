using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

/// <summary>
/// products[row][block] = Σ over units and gates of factors[row][unit, gate] · transposed[block][unit, gate]: the way back through the
/// recurrent weights. Factors are packed [units/16][4 gates][16], transposed weights [block][unit][4 gates][16 lanes].
/// </summary>
/// <remarks>Each gate has its own sum, so that four accumulators a block hide the latency; they are joined as (i + f) + (g + o).</remarks>
internal static unsafe class TransposedProduct<TSimd, TVector, TGroup>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
    where TGroup : struct, IRowGroup<TGroup, TVector>
{
    private const int Forget = Packing.Lanes;
    private const int Candidate = 2 * Packing.Lanes;
    private const int Output = 3 * Packing.Lanes;

    /// <param name="transposed">Weights of <paramref name="blocks"/> × 16 units to as many hidden units.</param>
    /// <param name="factors">The rows' packed factors.</param>
    /// <param name="blocks">Blocks of 16 units.</param>
    /// <param name="products">Receives <c>[16 · blocks]</c> floats a row; not overlapping with the sources.</param>
    public static void Multiply(float* transposed, RowPointers factors, int blocks, RowPointers products)
    {
        nint blockLength = (nint)blocks * Packing.Lanes * Packing.RowLength;
        for (int block = 0; block < blocks; block++)
        {
            for (int lane = 0; lane < Packing.Lanes; lane += TSimd.Width)
            {
                Column(transposed + (block * blockLength) + lane, factors, blocks, products + ((block * Packing.Lanes) + lane));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Column(float* weights, RowPointers factors, int blocks, RowPointers product)
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
