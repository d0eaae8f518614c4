using StreamRnn.Core.Buffers;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Tests.Kernels;

public sealed unsafe class PackedProductTests
{
    /// <summary>More than two of the network's tiles.</summary>
    private const int MaxRows = 60;

    /// <summary>Single precision over some 500 products of size up to 1/4.</summary>
    private const double Tolerance = 1e-5;

    private const ulong Seed = 17;

    /// <summary>Every number of blocks with as many k as a network of that size has, an odd and an even one; then k around the ends of chunks.</summary>
    public static TheoryData<int, int> Sizes()
    {
        var sizes = new TheoryData<int, int>();
        for (int blocks = 1; blocks <= 16; blocks++)
        {
            sizes.Add(blocks, (16 * blocks) + 3);
            sizes.Add(blocks, (16 * blocks) - 6);
        }

        foreach (int k in (int[])[1, 2, 24, 25, 47, 48, 49, 95, 96, 97, 145, 193])
        {
            sizes.Add(2, k);
            sizes.Add(3, k);
        }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Multiply_WeightsOfEachBlockTogether_AgreesWithDoublePrecisionAndBitByBit(int blocks, int k) => CheckAll(Operands.Forward(blocks, k));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Multiply_WeightsOfEachStepTogether_AgreesWithDoublePrecisionAndBitByBit(int blocks, int k) => CheckAll(Operands.Gradient(blocks, k));

    /// <summary>One row at a time against the twin; then in every variant every number of rows against those.</summary>
    private static void CheckAll(Operands operands)
    {
        float[] expected = operands.FirstSums.ToArray();
        var actual = new float[expected.Length];
        for (int row = 0; row < MaxRows; row++)
        {
            KernelVariants.All[0].Create(new Multiplication(operands, expected, row, 1));
        }

        operands.CheckAgainstTwin(expected);
        foreach (KernelVariant variant in KernelVariants.All)
        {
            for (int rows = 1; rows <= MaxRows; rows++)
            {
                operands.FirstSums.CopyTo(actual);
                variant.Create(new Multiplication(operands, actual, 0, rows));
                for (int block = 0; block < operands.Blocks; block++)
                {
                    // Rows that were not asked for keep what they hold.
                    int start = block * MaxRows * Packing.RowLength;
                    int end = start + (rows * Packing.RowLength);
                    int next = start + (MaxRows * Packing.RowLength);
                    Bits.AssertEqual(expected.AsSpan(start..end), actual.AsSpan(start..end), $"{variant}, {rows} rows, block {block}");
                    Bits.AssertEqual(operands.FirstSums[end..next], actual.AsSpan(end..next), $"{variant}, behind {rows} rows, block {block}");
                }
            }
        }
    }

    private sealed class Operands
    {
        private readonly AlignedBuffer weights;
        private readonly AlignedBuffer factors;
        private readonly float[] firstSums;
        private readonly nint blockStride;
        private readonly nint stride;
        private readonly nint rowStride;
        private readonly nint factorStride;
        private readonly bool hasStart;
        private readonly int k;

        private Operands(int blocks, int k, bool hasStart, nint blockStride, nint stride, nint rowStride, nint factorStride)
        {
            Blocks = blocks;
            this.k = k;
            this.hasStart = hasStart;
            this.blockStride = blockStride;
            this.stride = stride;
            this.rowStride = rowStride;
            this.factorStride = factorStride;
            var random = new SplitMix64(Seed);
            weights = Uniform.Buffer(blocks * (1 + k) * Packing.RowLength, ref random);
            factors = Uniform.Buffer(MaxRows * k, ref random);
            firstSums = Uniform.Buffer(blocks * MaxRows * Packing.RowLength, ref random).Span.ToArray();
        }

        public int Blocks { get; }

        public ReadOnlySpan<float> FirstSums => firstSums;

        private float* FirstWeights => hasStart ? weights.Pointer + Packing.RowLength : weights.Pointer;

        /// <summary>As the network's step has them: each block's bias and k one after the other, a row's factors side by side.</summary>
        public static Operands Forward(int blocks, int k) => new(blocks, k, true, (1 + k) * Packing.RowLength, Packing.RowLength, k, 1);

        /// <summary>As the weights' gradient has them: all blocks of a step side by side, and the factors of all rows; sums go on from what they hold.</summary>
        public static Operands Gradient(int blocks, int k) => new(blocks, k, false, Packing.RowLength, blocks * Packing.RowLength, 1, MaxRows);

        public void Multiply<TSimd, TVector>(float[] sums, int firstRow, int rows)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            float** rowFactors = stackalloc float*[MaxRows];
            for (int row = 0; row < rows; row++)
            {
                rowFactors[row] = factors.Pointer + ((firstRow + row) * rowStride);
            }

            fixed (float* first = sums)
            {
                var packedWeights = new PackedWeights(FirstWeights, Blocks, blockStride, k, stride);
                var packedRows = new PackedRows(
                    rowFactors, rows, factorStride, first + (firstRow * Packing.RowLength), Packing.RowLength, MaxRows * Packing.RowLength);
                PackedProduct<TSimd, TVector>.Multiply(hasStart ? weights.Pointer : null, blockStride, packedWeights, packedRows);
            }

            GC.KeepAlive(this);
        }

        public void CheckAgainstTwin(float[] sums)
        {
            Span<double> twin = stackalloc double[Packing.RowLength];
            for (int place = 0; place < sums.Length; place++)
            {
                int entry = place % Packing.RowLength;
                if (entry == 0)
                {
                    int row = place / Packing.RowLength;
                    TwinSums(row / MaxRows, row % MaxRows, twin);
                }

                Assert.Equal(twin[entry], sums[place], Tolerance);
            }
        }

        /// <summary>start + Σ over k of factor · weight, for the four gates of a block's units.</summary>
        private void TwinSums(int block, int row, Span<double> twin)
        {
            for (int entry = 0; entry < twin.Length; entry++)
            {
                twin[entry] = hasStart ? weights.Pointer[(block * blockStride) + entry] : firstSums[(((block * MaxRows) + row) * Packing.RowLength) + entry];
            }

            for (int index = 0; index < k; index++)
            {
                double factor = factors.Pointer[(row * rowStride) + (index * factorStride)];
                for (int entry = 0; entry < twin.Length; entry++)
                {
                    twin[entry] += factor * FirstWeights[(block * blockStride) + (index * stride) + entry];
                }
            }
        }
    }

    private sealed class Multiplication(Operands operands, float[] sums, int firstRow, int rows) : IKernelFactory<float[]>
    {
        public float[] Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            operands.Multiply<TSimd, TVector>(sums, firstRow, rows);
            return sums;
        }
    }
}
