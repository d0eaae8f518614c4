using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamRnn.Core.Kernels;

/// <summary>Σ left · right by 16 partial sums, one per lane of a block, joined by one fixed tree whatever the vector width.</summary>
internal static unsafe class DotProduct<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <param name="left">First factors, <c>[length]</c>.</param>
    /// <param name="right">Second factors, <c>[length]</c>; may be the first.</param>
    /// <param name="length">A multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float* left, float* right, nint length) => MultiplyTwo(left, right, length, null, 0);

    /// <summary>One sum over two pairs of vectors, the second going on from the first.</summary>
    /// <param name="left">First factors, <c>[length]</c>, then <c>[nextLength]</c> one after the other.</param>
    /// <param name="right">Second factors, <c>[length]</c>.</param>
    /// <param name="length">A multiple of 16.</param>
    /// <param name="nextRight">Second factors of the second pair, <c>[nextLength]</c>.</param>
    /// <param name="nextLength">A multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyTwo(float* left, float* right, nint length, float* nextRight, nint nextLength)
    {
        float* partial = stackalloc float[Packing.Lanes];
        float* nextLeft = left + length;
        for (int lane = 0; lane < Packing.Lanes; lane += TSimd.Width)
        {
            TVector sum = TSimd.Broadcast(0);
            for (nint index = lane; index < length; index += Packing.Lanes)
            {
                sum = TSimd.MultiplyAdd(TSimd.Load(left + index), TSimd.Load(right + index), sum);
            }

            for (nint index = lane; index < nextLength; index += Packing.Lanes)
            {
                sum = TSimd.MultiplyAdd(TSimd.Load(nextLeft + index), TSimd.Load(nextRight + index), sum);
            }

            TSimd.Store(partial + lane, sum);
        }

        return Reduce(partial);
    }

    /// <summary>The sum of 16 floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Reduce(float* partial)
    {
        Vector128<float> quarters = (Vector128.Load(partial) + Vector128.Load(partial + 8)) + (Vector128.Load(partial + 4) + Vector128.Load(partial + 12));
        return (quarters[0] + quarters[2]) + (quarters[1] + quarters[3]);
    }
}
