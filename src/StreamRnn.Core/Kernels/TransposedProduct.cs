using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

/// <summary>
/// products[row][column] = Σ over units and gates of factors[row][unit, gate] · transposed[column][unit, gate]: the backward pass through
/// weights that read hidden units, which are its columns (<see cref="Packing"/>).
/// </summary>
/// <remarks>Each gate has its own sum, so that a row alone has accumulators enough to hide their latency; they are joined as (i + f) + (g + o).</remarks>
internal static unsafe class TransposedProduct<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <param name="transposed">Weights of <paramref name="blocks"/> × 16 units to as many hidden units.</param>
    /// <param name="factors">Row 0's packed factors, <c>[4 · 16 · blocks]</c> a row, one row after the other.</param>
    /// <param name="blocks">Blocks of 16 units.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="products">Receives <c>[16 · blocks]</c> floats a row, one row after the other; not overlapping with the sources.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(float* transposed, float* factors, int blocks, int rows, float* products)
    {
        nint factorStride = (nint)blocks * Packing.RowLength;
        nint productStride = (nint)blocks * Packing.BlockWidth;
        nint column = 0;
        for (; column + (2 * TSimd.Width) <= productStride; column += 2 * TSimd.Width)
        {
            float* first = ColumnAt(transposed, column, factorStride);
            float* second = ColumnAt(transposed, column + TSimd.Width, factorStride);
            int row = 0;
            for (; row + 3 <= rows; row += 3)
            {
                RowPointers group = RowPointers.Strided(factors + (row * factorStride), factorStride);
                RowPointers destination = RowPointers.Strided(products + (row * productStride) + column, productStride);
                GatePair<TripleRow<TSimd, TVector>>(first, second, group, blocks, destination, isAdded: false);
                GatePair<TripleRow<TSimd, TVector>>(first + Packing.Candidate, second + Packing.Candidate, group + Packing.Candidate, blocks, destination, isAdded: true);
            }

            for (; row < rows; row++)
            {
                Two<SingleRow<TSimd, TVector>>(
                    first, second, RowPointers.Same(factors + (row * factorStride)), blocks, RowPointers.Same(products + (row * productStride) + column));
            }
        }

        // One block of a whole vector's width has no neighbour.
        for (int row = 0; column < productStride && row < rows; row++)
        {
            One<SingleRow<TSimd, TVector>>(
                ColumnAt(transposed, column, factorStride), RowPointers.Same(factors + (row * factorStride)), blocks, RowPointers.Same(products + (row * productStride) + column));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* ColumnAt(float* transposed, nint column, nint factorStride) =>
        transposed + ((column & -Packing.BlockWidth) * factorStride) + (column & (Packing.BlockWidth - 1));

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void One<TGroup>(float* weights, RowPointers factors, int blocks, RowPointers product)
        where TGroup : struct, IRowGroup<TGroup, TVector>
    {
        TGroup input = TGroup.Repeat(TSimd.Broadcast(0));
        TGroup forget = input;
        TGroup candidate = input;
        TGroup output = input;
        for (int block = 0; block < blocks; block++)
        {
            for (nint unit = 0; unit < Packing.BlockWidth; unit++)
            {
                TGroup.Accumulate(ref input, weights, TGroup.Broadcast(factors, unit));
                TGroup.Accumulate(ref forget, weights + Packing.Forget, TGroup.Broadcast(factors, unit + Packing.Forget));
                TGroup.Accumulate(ref candidate, weights + Packing.Candidate, TGroup.Broadcast(factors, unit + Packing.Candidate));
                TGroup.Accumulate(ref output, weights + Packing.Output, TGroup.Broadcast(factors, unit + Packing.Output));
                weights += Packing.RowLength;
            }

            factors += Packing.RowLength;
        }

        TGroup.Store(product, 0, TGroup.Add(TGroup.Add(input, forget), TGroup.Add(candidate, output)));
    }

    /// <summary>A gate and the next one, in two columns side by side: 12 accumulators for three rows, and fewer loads than four gates of a column need.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void GatePair<TGroup>(float* first, float* second, RowPointers factors, int blocks, RowPointers product, bool isAdded)
        where TGroup : struct, IRowGroup<TGroup, TVector>
    {
        TGroup firstGate = TGroup.Repeat(TSimd.Broadcast(0));
        TGroup firstNext = firstGate;
        TGroup secondGate = firstGate;
        TGroup secondNext = firstGate;
        for (int block = 0; block < blocks; block++)
        {
            for (nint unit = 0; unit < Packing.BlockWidth; unit++)
            {
                TGroup factor = TGroup.Broadcast(factors, unit);
                TGroup.Accumulate(ref firstGate, first, factor);
                TGroup.Accumulate(ref secondGate, second, factor);
                factor = TGroup.Broadcast(factors, unit + Packing.BlockWidth);
                TGroup.Accumulate(ref firstNext, first + Packing.BlockWidth, factor);
                TGroup.Accumulate(ref secondNext, second + Packing.BlockWidth, factor);
                first += Packing.RowLength;
                second += Packing.RowLength;
            }

            factors += Packing.RowLength;
        }

        TGroup firstSum = TGroup.Add(firstGate, firstNext);
        TGroup secondSum = TGroup.Add(secondGate, secondNext);
        if (isAdded)
        {
            firstSum = TGroup.Add(TGroup.Load(product, 0), firstSum);
            secondSum = TGroup.Add(TGroup.Load(product, TSimd.Width), secondSum);
        }

        TGroup.Store(product, 0, firstSum);
        TGroup.Store(product, TSimd.Width, secondSum);
    }

    /// <summary>Two columns whose products stand side by side.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Two<TGroup>(float* first, float* second, RowPointers factors, int blocks, RowPointers product)
        where TGroup : struct, IRowGroup<TGroup, TVector>
    {
        TGroup firstInput = TGroup.Repeat(TSimd.Broadcast(0));
        TGroup firstForget = firstInput;
        TGroup firstCandidate = firstInput;
        TGroup firstOutput = firstInput;
        TGroup secondInput = firstInput;
        TGroup secondForget = firstInput;
        TGroup secondCandidate = firstInput;
        TGroup secondOutput = firstInput;
        for (int block = 0; block < blocks; block++)
        {
            for (nint unit = 0; unit < Packing.BlockWidth; unit++)
            {
                TGroup factor = TGroup.Broadcast(factors, unit);
                TGroup.Accumulate(ref firstInput, first, factor);
                TGroup.Accumulate(ref secondInput, second, factor);
                factor = TGroup.Broadcast(factors, unit + Packing.Forget);
                TGroup.Accumulate(ref firstForget, first + Packing.Forget, factor);
                TGroup.Accumulate(ref secondForget, second + Packing.Forget, factor);
                factor = TGroup.Broadcast(factors, unit + Packing.Candidate);
                TGroup.Accumulate(ref firstCandidate, first + Packing.Candidate, factor);
                TGroup.Accumulate(ref secondCandidate, second + Packing.Candidate, factor);
                factor = TGroup.Broadcast(factors, unit + Packing.Output);
                TGroup.Accumulate(ref firstOutput, first + Packing.Output, factor);
                TGroup.Accumulate(ref secondOutput, second + Packing.Output, factor);
                first += Packing.RowLength;
                second += Packing.RowLength;
            }

            factors += Packing.RowLength;
        }

        TGroup.Store(product, 0, TGroup.Add(TGroup.Add(firstInput, firstForget), TGroup.Add(firstCandidate, firstOutput)));
        TGroup.Store(product, TSimd.Width, TGroup.Add(TGroup.Add(secondInput, secondForget), TGroup.Add(secondCandidate, secondOutput)));
    }
}
