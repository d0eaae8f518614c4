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
    public static float Multiply(float* left, float* right, nint length)
    {
        float* partial = stackalloc float[Packing.Lanes];
        for (int lane = 0; lane < Packing.Lanes; lane += TSimd.Width)
        {
            TVector sum = TSimd.Broadcast(0);
            for (nint index = lane; index < length; index += Packing.Lanes)
            {
                sum = TSimd.MultiplyAdd(TSimd.Load(left + index), TSimd.Load(right + index), sum);
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
