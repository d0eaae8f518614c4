using StreamRnn.Core.Buffers;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Tests.Kernels;

public sealed unsafe class TransposedProductTests
{
    private const int MaxRows = 60;

    /// <summary>Single precision over up to 1,024 products of size up to 1/4.</summary>
    private const double Tolerance = 2e-5;

    private const ulong Seed = 19;

    public static TheoryData<int> Blocks => [.. Enumerable.Range(1, 16)];

    /// <summary>One row at a time against the twin; then in every variant every number of rows against those.</summary>
    [Theory]
    [MemberData(nameof(Blocks))]
    public void Multiply_EveryNumberOfRows_AgreesWithDoublePrecisionAndBitByBit(int blocks)
    {
        int units = blocks * Packing.BlockWidth;
        var random = new SplitMix64(Seed);
        AlignedBuffer transposed = Uniform.Buffer(4 * units * units, ref random);
        AlignedBuffer factors = Uniform.Buffer(MaxRows * 4 * units, ref random);
        var expected = new float[MaxRows * units];
        for (int row = 0; row < MaxRows; row++)
        {
            var single = new Multiplication(transposed, factors.Span.Slice(row * 4 * units, 4 * units).ToArray(), blocks, 1);
            KernelVariants.All[0].Create(single).CopyTo(expected, row * units);
        }

        for (int row = 0; row < MaxRows; row++)
        {
            for (int column = 0; column < units; column++)
            {
                double twin = TwinProduct(transposed.Span, factors.Span.Slice(row * 4 * units, 4 * units), column);
                Assert.Equal(twin, expected[(row * units) + column], Tolerance);
            }
        }

        foreach (KernelVariant variant in KernelVariants.All)
        {
            for (int rows = 1; rows <= MaxRows; rows++)
            {
                float[] actual = variant.Create(new Multiplication(transposed, factors.Span[..(rows * 4 * units)].ToArray(), blocks, rows));
                Bits.AssertEqual(expected.AsSpan(0, rows * units), actual, $"{variant}, {rows} rows");
            }
        }
    }

    /// <summary>Σ over units and gates, straight from the layout: factors [units/16][4 gates][16], weights [columns/16][units][4 gates][16].</summary>
    private static double TwinProduct(ReadOnlySpan<float> transposed, ReadOnlySpan<float> factors, int column)
    {
        int units = factors.Length / 4;
        double sum = 0;
        for (int unit = 0; unit < units; unit++)
        {
            for (int gate = 0; gate < 4; gate++)
            {
                double factor = factors[(unit / 16 * 64) + (gate * 16) + (unit % 16)];
                sum += factor * transposed[(column / 16 * units * 64) + (unit * 64) + (gate * 16) + (column % 16)];
            }
        }

        return sum;
    }

    private sealed class Multiplication(AlignedBuffer transposed, float[] factors, int blocks, int rows) : IKernelFactory<float[]>
    {
        public float[] Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            var products = new float[rows * blocks * Packing.BlockWidth];
            fixed (float* first = factors, destination = products)
            {
                TransposedProduct<TSimd, TVector>.Multiply(transposed.Pointer, first, blocks, rows, destination);
            }

            GC.KeepAlive(transposed);
            return products;
        }
    }
}
