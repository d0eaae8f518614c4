using System.Runtime.CompilerServices;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Advances the sums of a segment's lags by one row and finds the smallest distance among them: for each lag, d = x - x_lag, and for each scale
/// Q = f Q + d², M = f M + d, and W D² = Q - (0.9/W) M².
/// </summary>
/// <remarks>
/// A lag's results come from its own numbers alone, and a minimum does not depend on the order, so every vector width gives the same bits. The lags are the
/// outer loop: x_lag is read once for the five scales, and a block's sums stand together, 640 bytes in one stream of reads and writes.
/// </remarks>
internal abstract unsafe class PatternSums
{
    /// <summary>Floats of a block's sums: <c>[scales][Q, M][16]</c>.</summary>
    public const int BlockLength = PatternScales.Length * ScaleLength;

    private const int ScaleLength = 2 * Packing.BlockWidth;

    /// <param name="values">The lags' values in a ring, the shortest lag's at <paramref name="position"/>, <c>[length + 15]</c>.</param>
    /// <param name="position">Within [0, length).</param>
    /// <param name="length">The ring's; its first values follow it once more.</param>
    /// <param name="blocks">Which blocks' lags take part.</param>
    /// <param name="lags">The lags as numbers, infinite where padded, <c>[blocks, 16]</c>.</param>
    /// <param name="x">The row's value.</param>
    /// <param name="scales">What is alike for all lags, <c>[5]</c>.</param>
    /// <param name="sums"><c>[blocks][scales][Q, M][16]</c>.</param>
    /// <param name="minima">The smallest W D² of each scale so far, as the element that follows from the width, <c>[5, 16]</c>.</param>
    public abstract void Advance(float* values, int position, int length, in PatternBlocks blocks, float* lags, float x, PatternScale* scales, float* sums, float* minima);

    /// <summary>Sets sums that only decay to 0 before they are subnormal numbers.</summary>
    public abstract void EndDecay(float* sums, int length);

    private sealed class Kernel<TSimd, TVector> : PatternSums
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Advance(float* values, int position, int length, in PatternBlocks blocks, float* lags, float x, PatternScale* scales, float* sums, float* minima)
        {
            Masked(values, position, length, 0, blocks.FirstWhole, lags, x, scales, sums, minima);
            Whole(values, position, length, blocks.FirstWhole, blocks.EndWhole, x, scales, sums, minima);
            Masked(values, position, length, blocks.EndWhole, blocks.Count, lags, x, scales, sums, minima);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void EndDecay(float* sums, int length)
        {
            for (nint i = 0; i < length; i += TSimd.Width)
            {
                TSimd.Store(sums + i, TSimd.ZeroBelow(TSimd.Load(sums + i), (float)Numerics.Underflow.Bound));
            }
        }

        /// <summary>Blocks all of whose lags count at every scale.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Whole(float* values, int position, int length, int from, int to, float x, PatternScale* scales, float* sums, float* minima)
        {
            TVector current = TSimd.Broadcast(x);
            TVector minimum0 = TSimd.Load(minima);
            TVector minimum1 = TSimd.Load(minima + Packing.BlockWidth);
            TVector minimum2 = TSimd.Load(minima + (2 * Packing.BlockWidth));
            TVector minimum3 = TSimd.Load(minima + (3 * Packing.BlockWidth));
            TVector minimum4 = TSimd.Load(minima + (4 * Packing.BlockWidth));
            nint at = Wrap(position + (from * Packing.BlockWidth), length);
            for (int block = from; block < to; block++)
            {
                float* blockSums = sums + ((nint)block * BlockLength);
                for (nint i = 0; i < Packing.BlockWidth; i += TSimd.Width)
                {
                    TVector difference = TSimd.Subtract(current, TSimd.Load(values + at + i));
                    TVector square = TSimd.Multiply(difference, difference);
                    minimum0 = TSimd.Min(minimum0, Step(scales, blockSums + i, difference, square));
                    minimum1 = TSimd.Min(minimum1, Step(scales + 1, blockSums + i + ScaleLength, difference, square));
                    minimum2 = TSimd.Min(minimum2, Step(scales + 2, blockSums + i + (2 * ScaleLength), difference, square));
                    minimum3 = TSimd.Min(minimum3, Step(scales + 3, blockSums + i + (3 * ScaleLength), difference, square));
                    minimum4 = TSimd.Min(minimum4, Step(scales + 4, blockSums + i + (4 * ScaleLength), difference, square));
                }

                at = Wrap(at + Packing.BlockWidth, length);
            }

            TSimd.Store(minima, minimum0);
            TSimd.Store(minima + Packing.BlockWidth, minimum1);
            TSimd.Store(minima + (2 * Packing.BlockWidth), minimum2);
            TSimd.Store(minima + (3 * Packing.BlockWidth), minimum3);
            TSimd.Store(minima + (4 * Packing.BlockWidth), minimum4);
        }

        /// <summary>Blocks with lags that are too short or too long for a scale, or none.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Masked(float* values, int position, int length, int from, int to, float* lags, float x, PatternScale* scales, float* sums, float* minima)
        {
            TVector current = TSimd.Broadcast(x);
            TVector infinity = TSimd.Broadcast(float.PositiveInfinity);
            nint at = Wrap(position + (from * Packing.BlockWidth), length);
            for (int block = from; block < to; block++)
            {
                for (nint i = 0; i < Packing.BlockWidth; i += TSimd.Width)
                {
                    TVector difference = TSimd.Subtract(current, TSimd.Load(values + at + i));
                    TVector square = TSimd.Multiply(difference, difference);
                    TVector lag = TSimd.Load(lags + ((nint)block * Packing.BlockWidth) + i);
                    float* blockSums = sums + ((nint)block * BlockLength) + i;
                    for (int scale = 0; scale < PatternScales.Length; scale++)
                    {
                        TVector distance = Step(scales + scale, blockSums + (scale * ScaleLength), difference, square);
                        TVector counts = TSimd.And(
                            TSimd.LessThan(TSimd.Broadcast(scales[scale].Above), lag), TSimd.LessThan(lag, TSimd.Broadcast(scales[scale].Below)));
                        float* minimum = minima + (scale * Packing.BlockWidth);
                        TSimd.Store(minimum, TSimd.Min(TSimd.Load(minimum), TSimd.Select(counts, distance, infinity)));
                    }
                }

                at = Wrap(at + Packing.BlockWidth, length);
            }
        }

        /// <summary>One scale's sums of a vector of lags.</summary>
        /// <returns>W D².</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Step(PatternScale* scale, float* sums, TVector difference, TVector square)
        {
            TVector decay = TSimd.Broadcast(scale->Decay);
            TVector squares = TSimd.MultiplyAdd(decay, TSimd.Load(sums), square);
            TVector differences = TSimd.MultiplyAdd(decay, TSimd.Load(sums + Packing.BlockWidth), difference);
            TSimd.Store(sums, squares);
            TSimd.Store(sums + Packing.BlockWidth, differences);
            return TSimd.MultiplyAdd(TSimd.Multiply(TSimd.Broadcast(scale->Level), differences), differences, squares);
        }

        /// <summary>A block's steps pass the end by less than a ring, unless the ring is shorter than a block.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static nint Wrap(nint position, int length) => position < length ? position : position % length;
    }

    internal readonly struct Factory : IKernelFactory<PatternSums>
    {
        public PatternSums Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            => new Kernel<TSimd, TVector>();
    }
}

/// <summary>What a row's step needs of a scale, alike for all lags.</summary>
/// <param name="Decay">f = 1 - 1/τ.</param>
/// <param name="Level">-0.9/W.</param>
/// <param name="Above">Lags that count are longer.</param>
/// <param name="Below">Lags that count are shorter.</param>
internal readonly record struct PatternScale(float Decay, float Level, float Above, float Below);

/// <summary>A segment's blocks at a row.</summary>
/// <param name="Count">All of them.</param>
/// <param name="FirstWhole">From here on all lags are long enough for every scale.</param>
/// <param name="EndWhole">Up to here, exclusive, all lags are short enough for every scale, and none is padding; not below the first.</param>
internal readonly record struct PatternBlocks(int Count, int FirstWhole, int EndWhole);
