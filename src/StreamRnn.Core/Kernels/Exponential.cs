using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamRnn.Core.Kernels;

/// <summary>e^z of one number, with the bits that the vectors have.</summary>
internal static class Exponential
{
    /// <summary>log2(e).</summary>
    public const float BinaryLogarithmOfE = 1.44269504f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Natural(float exponent) =>
        Exponential<Simd128, Vector128<float>>.PowerOfTwo(Vector128.Create(exponent * BinaryLogarithmOfE)).ToScalar();
}

/// <summary>2^z by range reduction and a polynomial of degree 5: relative error below 2e-7, exactly 1 at z = 0.</summary>
/// <remarks>
/// z is first clamped to ±<see cref="MaxExponent"/>, so that a product of three (1 + 2^z) stays finite in single precision. A sigmoid
/// loses less than 1e-12 by it.
/// </remarks>
internal static unsafe class Exponential<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>The largest magnitude of z that makes a difference.</summary>
    public const float MaxExponent = 40;

    /// <summary>1.5 · 2^23: adding it rounds to an integer and leaves that integer in the low bits of the mantissa.</summary>
    private const float Rounder = 12582912;

    /// <summary>2^z in place.</summary>
    /// <param name="values">z, <c>[length]</c>.</param>
    /// <param name="length">A multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PowersOfTwo(float* values, nint length)
    {
        for (nint index = 0; index < length; index += TSimd.Width)
        {
            TSimd.Store(values + index, PowerOfTwo(TSimd.Load(values + index)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector PowerOfTwo(TVector exponent)
    {
        exponent = TSimd.ClampMagnitude(exponent, MaxExponent);
        TVector rounded = TSimd.Add(exponent, TSimd.Broadcast(Rounder));
        TVector fraction = TSimd.Subtract(exponent, TSimd.Subtract(rounded, TSimd.Broadcast(Rounder)));

        // Minimax in relative error on [-1/2, 1/2] with the constant held at 1. In Estrin's order: a single stream waits for its exponentials.
        TVector square = TSimd.Multiply(fraction, fraction);
        TVector high = TSimd.MultiplyAdd(fraction, TSimd.Broadcast(0.00132647388f), TSimd.Broadcast(0.00967151669f));
        TVector middle = TSimd.MultiplyAdd(fraction, TSimd.Broadcast(0.0555073375f), TSimd.Broadcast(0.24022242f));
        TVector low = TSimd.MultiplyAdd(fraction, TSimd.Broadcast(0.693146978f), TSimd.Broadcast(1));
        TVector power = TSimd.MultiplyAdd(TSimd.MultiplyAdd(high, square, middle), square, low);
        return TSimd.AddToExponent(power, rounded);
    }
}
