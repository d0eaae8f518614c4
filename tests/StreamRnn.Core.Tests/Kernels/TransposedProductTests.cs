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
        var operands = new Operands(blocks);
        float[] expected = operands.NewProducts();
        for (int row = 0; row < MaxRows; row++)
        {
            KernelVariants.All[0].Create(new Multiplication(operands, expected, row, 1));
        }

        for (int place = 0; place < expected.Length; place++)
        {
            Assert.Equal(operands.Twin(place / operands.Units, place % operands.Units), expected[place], Tolerance);
        }

        float[] actual = operands.NewProducts();
        foreach (KernelVariant variant in KernelVariants.All)
        {
            for (int rows = 1; rows <= MaxRows; rows++)
            {
                // Rows that were not asked for keep what they hold.
                int length = rows * operands.Units;
                actual.AsSpan().Fill(float.NaN);
                variant.Create(new Multiplication(operands, actual, 0, rows));
                Bits.AssertEqual(expected.AsSpan(0, length), actual.AsSpan(0, length), $"{variant}, {rows} rows");
                Assert.Equal(-1, actual.AsSpan(length).IndexOfAnyExcept(float.NaN));
            }
        }
    }

    private sealed class Operands
    {
        private readonly int blocks;
        private readonly AlignedBuffer transposed;
        private readonly AlignedBuffer factors;

        public Operands(int blocks)
        {
            this.blocks = blocks;
            var random = new SplitMix64(Seed);
            transposed = Uniform.Buffer(4 * Units * Units, ref random);
            factors = Uniform.Buffer(MaxRows * 4 * Units, ref random);
        }

        public int Units => blocks * Packing.BlockWidth;

        public float[] NewProducts() => new float[MaxRows * Units];

        public void Multiply<TSimd, TVector>(float[] products, int firstRow, int rows)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            fixed (float* destination = products)
            {
                TransposedProduct<TSimd, TVector>.Multiply(
                    transposed.Pointer, factors.Pointer + (firstRow * 4 * Units), blocks, rows, destination + (firstRow * Units));
            }

            GC.KeepAlive(this);
        }

        /// <summary>Σ over units and gates, straight from the layout: factors [units/16][4 gates][16], weights [columns/16][units][4 gates][16].</summary>
        public double Twin(int row, int column)
        {
            ReadOnlySpan<float> weights = transposed.Span[(column / 16 * Units * 64)..];
            ReadOnlySpan<float> rowFactors = factors.Span[(row * 4 * Units)..];
            double sum = 0;
            for (int unit = 0; unit < Units; unit++)
            {
                for (int gate = 0; gate < 4; gate++)
                {
                    sum += (double)rowFactors[(unit / 16 * 64) + (gate * 16) + (unit % 16)] * weights[(unit * 64) + (gate * 16) + (column % 16)];
                }
            }

            return sum;
        }
    }

    private sealed class Multiplication(Operands operands, float[] products, int firstRow, int rows) : IKernelFactory<float[]>
    {
        public float[] Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            operands.Multiply<TSimd, TVector>(products, firstRow, rows);
            return products;
        }
    }
}
