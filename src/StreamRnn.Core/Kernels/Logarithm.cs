using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamRnn.Core.Kernels;

/// <summary>The natural logarithm of one positive normal number, with the bits that the vectors have.</summary>
internal static class Logarithm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Natural(float value) => Logarithm<Simd128, Vector128<float>>.Natural(Vector128.Create(value)).ToScalar();
}

/// <summary>The natural logarithm of positive normal numbers, to 2e-7 absolute (plus half a unit in the last place for large results).</summary>
internal static class Logarithm<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const float NaturalLogarithmOfTwo = 0.693147181f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Natural(TVector value)
    {
        TVector exponent = TSimd.Exponent(value);
        TVector negativeExponent = TSimd.Subtract(TSimd.Broadcast(0), exponent);
        TVector mantissa = TSimd.AddToExponent(value, TSimd.Add(negativeExponent, TSimd.Broadcast(12582912)));
        TVector y = TSimd.Subtract(mantissa, TSimd.Broadcast(1));

        // ln(1 + y) = y - y²/2 + y³ q(y), q minimax on [√½ - 1, √2 - 1].
        TVector q = TSimd.MultiplyAdd(y, TSimd.Broadcast(-0.102243438f), TSimd.Broadcast(0.161413369f));
        q = TSimd.MultiplyAdd(q, y, TSimd.Broadcast(-0.171669229f));
        q = TSimd.MultiplyAdd(q, y, TSimd.Broadcast(0.199102212f));
        q = TSimd.MultiplyAdd(q, y, TSimd.Broadcast(-0.24980572f));
        q = TSimd.MultiplyAdd(q, y, TSimd.Broadcast(0.333346914f));
        TVector square = TSimd.Multiply(y, y);
        TVector tail = TSimd.MultiplyAdd(TSimd.Multiply(q, y), square, TSimd.Multiply(square, TSimd.Broadcast(-0.5f)));
        return TSimd.MultiplyAdd(exponent, TSimd.Broadcast(NaturalLogarithmOfTwo), TSimd.Add(y, tail));
    }
}
