using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

/// <summary>sums[row][block] = start + Σ_k factors[row][k] · weights[block][k] for many rows, four gates × 16 units at a time (<see cref="Packing"/>).</summary>
/// <remarks>
/// <para>Forward, a row is a stream and k runs over inputs and hidden units; for the weights' gradient a row is an input or hidden unit, the
/// packed rows are gate gradients, and k runs over time.</para>
/// <para>Rows go three at a time over two columns of a vector's width each: 24 accumulators, 12 where registers are few. The k of
/// a block go in chunks that stay in the first-level cache while all rows pass over them; a chunk goes on from the sums of the one
/// before it, so neither chunks nor groups change a bit.</para>
/// <para>A block without a partner (the last of an odd number) splits its k in two halves whose sums are added at the end, as one
/// block alone has too few accumulators to hide their latency. That is a law of the block: the same for every width.</para>
/// </remarks>
internal static unsafe class PackedProduct<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Packed rows of 256 bytes in a chunk: 24 KiB, which leaves room for the factors.</summary>
    private const int ChunkRows = 96;

    /// <summary>The same where the rows of other blocks lie between them: their lines fall on a part of the cache's sets only.</summary>
    private const int SpreadChunkRows = 48;

    private static bool IsWholeBlock => TSimd.Width == Packing.BlockWidth;

    /// <param name="start">Packed row that block 0's sums start from, alike for all rows; null: each sum goes on from what it holds.</param>
    /// <param name="startStride">Floats from a block's start to the next one's.</param>
    /// <param name="weights">The packed weights.</param>
    /// <param name="rows">Factors, and where the sums go: not overlapping with weights or factors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(float* start, nint startStride, in PackedWeights weights, in PackedRows rows)
    {
        int paired = weights.Blocks & -2;
        int blocksAtATime = IsWholeBlock ? 2 : 1;
        nint chunk = ChunkLength(weights, rows.Count, blocksAtATime);
        for (int block = 0; block < paired; block += blocksAtATime)
        {
            // A vector of a whole block takes its neighbour along; narrower ones take two parts of one block, so that no line is read twice.
            for (nint k = 0; k < weights.Count; k += chunk)
            {
                nint count = Math.Min(chunk, weights.Count - k);
                float* blockStart = start == null || k > 0 ? null : start + (block * startStride);
                float* blockWeights = weights.First + (block * weights.BlockStride) + (k * weights.Stride);
                for (int unit = 0; unit < Packing.BlockWidth; unit += 2 * TSimd.Width)
                {
                    nint sum = (block * rows.SumBlockStride) + unit;
                    var first = new PackedColumn(Offset(blockStart, unit), false, blockWeights + unit, k * rows.FactorStride, count, sum);
                    PackedColumn second = IsWholeBlock
                        ? new(Offset(blockStart, startStride), false, blockWeights + weights.BlockStride, k * rows.FactorStride, count, sum + rows.SumBlockStride)
                        : new(Offset(blockStart, unit + TSimd.Width), false, blockWeights + unit + TSimd.Width, k * rows.FactorStride, count, sum + TSimd.Width);
                    AllRows<Neighbours>(first, second, weights.Stride, rows);
                }
            }
        }

        if (paired < weights.Blocks)
        {
            LastBlock(Offset(start, paired * startStride), paired, weights, rows);
        }
    }

    private static void LastBlock(float* start, int block, in PackedWeights weights, in PackedRows rows)
    {
        nint half = weights.Count / 2;
        float* firstHalf = weights.First + (block * weights.BlockStride);
        float* secondHalf = firstHalf + (half * weights.Stride);
        for (int unit = 0; unit < Packing.BlockWidth; unit += TSimd.Width)
        {
            nint sum = (block * rows.SumBlockStride) + unit;
            var first = new PackedColumn(Offset(start, unit), false, firstHalf + unit, 0, half, sum);
            var second = new PackedColumn(null, true, secondHalf + unit, half * rows.FactorStride, weights.Count - half, sum);
            AllRows<Halves>(first, second, weights.Stride, rows);
        }
    }

    /// <summary>Chunks of even length, none above the limit; a single group of rows gains nothing by them.</summary>
    private static nint ChunkLength(in PackedWeights weights, int rows, int blocksAtATime)
    {
        int limit = (weights.Stride == Packing.RowLength ? ChunkRows : SpreadChunkRows) / blocksAtATime;
        int count = (int)weights.Count;
        if (rows <= 3 || count <= limit)
        {
            return Math.Max(1, count);
        }

        int chunks = (count + limit - 1) / limit;
        return (count + chunks - 1) / chunks;
    }

    private static float* Offset(float* start, nint offset) => start == null ? null : start + offset;

    /// <summary>Two columns for all rows: in groups of three, then single ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AllRows<TPair>(in PackedColumn first, in PackedColumn second, nint weightStride, in PackedRows rows)
        where TPair : struct, IColumnPair
    {
        int grouped = rows.Count - (rows.Count % 3);
        if (TSimd.HasManyRegisters)
        {
            PackedColumns<TSimd, TVector, TripleRow<TSimd, TVector>>.Two<TPair>(first, second, weightStride, rows, 0, grouped);
        }
        else if (grouped > 0)
        {
            PackedColumns<TSimd, TVector, TripleRow<TSimd, TVector>>.One(first, weightStride, rows, 0, grouped, isAdded: false);
            PackedColumns<TSimd, TVector, TripleRow<TSimd, TVector>>.One(second, weightStride, rows, 0, grouped, isAdded: TPair.AreHalves);
        }

        PackedColumns<TSimd, TVector, SingleRow<TSimd, TVector>>.Two<TPair>(first, second, weightStride, rows, grouped, rows.Count);
    }
}
