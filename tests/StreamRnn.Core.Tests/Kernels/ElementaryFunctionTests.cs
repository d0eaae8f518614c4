using System.Runtime.Intrinsics;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Tests.Kernels;

public sealed unsafe class ElementaryFunctionTests
{
    /// <summary>Arguments in steps of 1/1024 over all that makes a difference and beyond, as many as whole blocks hold.</summary>
    private static readonly float[] Exponents = [.. Enumerable.Range(-45 * 1024, 90 * 1024).Select(step => step / 1024f)];

    /// <summary>From 1 to the largest square that the loss takes, in even ratios.</summary>
    private static readonly float[] Positives = [.. Enumerable.Range(0, 65_536).Select(step => (float)Math.Exp(step * 43.0 / 65_536))];

    [Fact]
    public void PowerOfTwo_WholeRange_IsExactToTwoUnitsAndAlikeAtEveryWidth()
    {
        float[] powers = Map<Simd512, Vector512<float>>(Exponents, Exponential<Simd512, Vector512<float>>.PowerOfTwo);
        Assert.Equal(powers, Map<Simd256, Vector256<float>>(Exponents, Exponential<Simd256, Vector256<float>>.PowerOfTwo));
        Assert.Equal(powers, Map<Simd128, Vector128<float>>(Exponents, Exponential<Simd128, Vector128<float>>.PowerOfTwo));
        for (int index = 0; index < powers.Length; index++)
        {
            double expected = Math.Pow(2, Math.Clamp(Exponents[index], -40, 40));
            Assert.InRange(Math.Abs((powers[index] / expected) - 1), 0, 2e-7);
        }

        Assert.Equal(1, powers[45 * 1024]);
    }

    [Fact]
    public void Natural_AnyLogScale_IsExactToFourUnits()
    {
        for (float logScale = -5; logScale <= 4; logScale += 1 / 64f)
        {
            // Two units of the power, and what rounding z = logScale · log2(e) of up to 7.2 makes of it.
            Assert.InRange(Math.Abs((Exponential.Natural(logScale) / Math.Exp(logScale)) - 1), 0, 4.5e-7);
        }
    }

    [Fact]
    public void PowerOfTwo_InfiniteOrHuge_StaysFinite()
    {
        float[] edges = [float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon, 0, -0.0f, .. new float[9]];
        float[] powers = Map<Simd128, Vector128<float>>(edges, Exponential<Simd128, Vector128<float>>.PowerOfTwo);
        Assert.Equal(powers, Map<Simd256, Vector256<float>>(edges, Exponential<Simd256, Vector256<float>>.PowerOfTwo));
        Assert.Equal(powers, Map<Simd512, Vector512<float>>(edges, Exponential<Simd512, Vector512<float>>.PowerOfTwo));
        Assert.All(powers, power => Assert.InRange(power, MathF.Pow(2, -40), MathF.Pow(2, 40)));
    }

    [Fact]
    public void ClampMagnitude_BeyondTheBoundOrNaN_GivesTheBoundOfItsSign()
    {
        float[] values = [40, 40.5f, float.PositiveInfinity, 0, -40, -40.5f, float.NegativeInfinity, 0, 1.5f, -1.5f, 0, -0.0f, .. new float[4]];
        float[] expected = [40, 40, 40, 40, -40, -40, -40, -40, 1.5f, -1.5f, 0, -0.0f, .. new float[4]];

        // Both NaNs, by their bits: which sign the constant float.NaN has is no part of its contract.
        values[3] = BitConverter.UInt32BitsToSingle(0x7FC00000);
        values[7] = BitConverter.UInt32BitsToSingle(0xFFC00000);
        Assert.Equal(expected, Map<Simd128, Vector128<float>>(values, value => Simd128.ClampMagnitude(value, 40)));
        Assert.Equal(expected, Map<Simd256, Vector256<float>>(values, value => Simd256.ClampMagnitude(value, 40)));
        Assert.Equal(expected, Map<Simd512, Vector512<float>>(values, value => Simd512.ClampMagnitude(value, 40)));
    }

    [Fact]
    public void ZeroBelow_EveryKindOfNumber_IsAlikeAtEveryWidth()
    {
        float[] values = [0, -0.0f, float.Epsilon, -float.Epsilon, 1e-38f, -0.9f, 1, -1, 1.1f, float.MinValue, float.NegativeInfinity, float.NaN, .. new float[4]];
        float[] expected = [0, 0, 0, 0, 0, 0, 1, -1, 1.1f, float.MinValue, float.NegativeInfinity, float.NaN, .. new float[4]];
        Assert.Equal(BitsOf(expected), BitsOf(Map<Simd128, Vector128<float>>(values, value => Simd128.ZeroBelow(value, 1))));
        Assert.Equal(BitsOf(expected), BitsOf(Map<Simd256, Vector256<float>>(values, value => Simd256.ZeroBelow(value, 1))));
        Assert.Equal(BitsOf(expected), BitsOf(Map<Simd512, Vector512<float>>(values, value => Simd512.ZeroBelow(value, 1))));
    }

    [Fact]
    public void PowersOfTwo_InPlaceOfEveryLength_AreThoseOfSingleVectors()
    {
        float[] expected = Map<Simd256, Vector256<float>>(Exponents, Exponential<Simd256, Vector256<float>>.PowerOfTwo);
        for (int length = 0; length <= 320; length += Packing.BlockWidth)
        {
            // From where powers are neither 0 nor 1; what lies behind the length keeps its value.
            const int Start = 40 * 1024;
            float[] values = Exponents[Start..(Start + length + Packing.BlockWidth)];
            Assert.All(KernelVariants.All, variant => Bits.AssertEqual(
                [.. expected[Start..(Start + length)], .. values[length..]], variant.Create(new PowersInPlace(values, length)), $"{variant}, {length}"));
        }
    }

    [Fact]
    public void Natural_FromOneUpwards_AgreesWithDoublePrecisionAndIsAlikeAtEveryWidth()
    {
        float[] logarithms = Map<Simd512, Vector512<float>>(Positives, Logarithm<Simd512, Vector512<float>>.Natural);
        Assert.Equal(logarithms, Map<Simd256, Vector256<float>>(Positives, Logarithm<Simd256, Vector256<float>>.Natural));
        Assert.Equal(logarithms, Map<Simd128, Vector128<float>>(Positives, Logarithm<Simd128, Vector128<float>>.Natural));
        for (int index = 0; index < logarithms.Length; index++)
        {
            // 2e-7, and a unit in the last place of the result.
            double expected = Math.Log(Positives[index]);
            Assert.Equal(expected, logarithms[index], 2e-7 + (1.2e-7 * expected));
        }
    }

    private static int[] BitsOf(float[] values) => [.. values.Select(BitConverter.SingleToInt32Bits)];

    private static float[] Map<TSimd, TVector>(float[] values, Func<TVector, TVector> function)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var results = new float[values.Length];
        fixed (float* source = values, destination = results)
        {
            for (int index = 0; index < values.Length; index += TSimd.Width)
            {
                TSimd.Store(destination + index, function(TSimd.Load(source + index)));
            }
        }

        return results;
    }

    private sealed class PowersInPlace(float[] values, int length) : IKernelFactory<float[]>
    {
        public float[] Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            float[] powers = [.. values];
            fixed (float* first = powers)
            {
                Exponential<TSimd, TVector>.PowersOfTwo(first, length);
            }

            return powers;
        }
    }
}
