using StreamRnn.Core.Buffers;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Tests.Kernels;

public sealed unsafe class DotProductTests
{
    private const int MaxLength = 256;

    /// <summary>Single precision over up to 512 products of size up to 1/4.</summary>
    private const double Tolerance = 4e-6;

    [Fact]
    public void Multiply_EveryLength_AgreesWithDoublePrecisionAndBitByBit()
    {
        for (int length = 0; length <= MaxLength; length += Packing.BlockWidth)
        {
            CheckAll(new Product(length, null));
        }
    }

    [Fact]
    public void MultiplyTwo_EveryPairOfLengths_AgreesWithDoublePrecisionAndBitByBit()
    {
        for (int length = 0; length <= MaxLength; length += Packing.BlockWidth)
        {
            for (int nextLength = 0; nextLength <= MaxLength; nextLength += Packing.BlockWidth)
            {
                CheckAll(new Product(length, nextLength));
            }
        }
    }

    private static void CheckAll(Product product)
    {
        float first = KernelVariants.All[0].Create(product);
        Assert.Equal(product.Twin(), first, Tolerance);
        Assert.All(KernelVariants.All, variant => Bits.AssertEqual([first], [variant.Create(product)], $"{variant}, {product}"));
    }

    /// <summary>Of one pair of vectors, or of two where the second has a length.</summary>
    private sealed class Product : IKernelFactory<float>
    {
        private readonly AlignedBuffer left;
        private readonly AlignedBuffer right;
        private readonly AlignedBuffer nextRight;
        private readonly int length;
        private readonly int? nextLength;

        public Product(int length, int? nextLength)
        {
            this.length = length;
            this.nextLength = nextLength;
            var random = new SplitMix64(5);
            left = Uniform.Buffer(length + (nextLength ?? 0), ref random);
            right = Uniform.Buffer(length, ref random);
            nextRight = Uniform.Buffer(nextLength ?? 0, ref random);
        }

        public float Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            float product = nextLength is int next
                ? DotProduct<TSimd, TVector>.MultiplyTwo(left.Pointer, right.Pointer, length, nextRight.Pointer, next)
                : DotProduct<TSimd, TVector>.Multiply(left.Pointer, right.Pointer, length);
            GC.KeepAlive(this);
            return product;
        }

        public double Twin()
        {
            float[] rights = [.. right.Span, .. nextRight.Span];
            double sum = 0;
            for (int index = 0; index < rights.Length; index++)
            {
                sum += (double)left.Span[index] * rights[index];
            }

            return sum;
        }

        public override string ToString() => $"{length} and {nextLength ?? 0}";
    }
}
