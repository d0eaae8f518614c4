using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamRnn.Core.Kernels;

/// <summary>Σ left · right by 16 partial sums, one for each element of a block, joined by one fixed tree whatever the vector width.</summary>
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
        TVector first = TSimd.Broadcast(0);
        TVector second = first;
        TVector third = first;
        TVector fourth = first;
        for (nint index = 0; index < length; index += Packing.BlockWidth)
        {
            AddBlock(left + index, right + index, ref first, ref second, ref third, ref fourth);
        }

        left += length;
        for (nint index = 0; index < nextLength; index += Packing.BlockWidth)
        {
            AddBlock(left + index, nextRight + index, ref first, ref second, ref third, ref fourth);
        }

        Vector128<float> quarters = TSimd.ReduceBlock(first, second, third, fourth);
        Vector128<float> halves = quarters + Vector128.Shuffle(quarters, Vector128.Create(2, 3, 2, 3));
        return halves[0] + halves[1];
    }

    /// <summary>Sixteen elements: one vector, two or four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddBlock(float* left, float* right, ref TVector first, ref TVector second, ref TVector third, ref TVector fourth)
    {
        first = TSimd.MultiplyAdd(TSimd.Load(left), TSimd.Load(right), first);
        if (TSimd.Width <= 8)
        {
            second = TSimd.MultiplyAdd(TSimd.Load(left + TSimd.Width), TSimd.Load(right + TSimd.Width), second);
        }

        if (TSimd.Width <= 4)
        {
            third = TSimd.MultiplyAdd(TSimd.Load(left + (2 * TSimd.Width)), TSimd.Load(right + (2 * TSimd.Width)), third);
            fourth = TSimd.MultiplyAdd(TSimd.Load(left + (3 * TSimd.Width)), TSimd.Load(right + (3 * TSimd.Width)), fourth);
        }
    }
}
