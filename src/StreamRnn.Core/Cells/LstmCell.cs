using System.Runtime.CompilerServices;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Cells;

/// <summary>The LSTM, forward and backward (Hochreiter, Schmidhuber 1997; Gers, Schmidhuber, Cummins 2000).</summary>
/// <remarks>
/// <code>
/// z  = W [1; x; h]                          for each gate i, f, g, o
/// c' = σ(z_f) c + σ(z_i) tanh(z_g)
/// h' = σ(z_o) tanh(c')
/// </code>
/// With e_i = e^-z_i, e_f, e_o alike, e_g = e^-2z_g and e_c = e^-2c' the gates need one division for c' and one for h':
/// <code>
/// c' = (c (1 + e_i)(1 + e_g) + (1 - e_g)(1 + e_f)) / ((1 + e_i)(1 + e_g)(1 + e_f))
/// h' = (1 - e_c) / ((1 + e_o)(1 + e_c))
/// </code>
/// </remarks>
internal static unsafe class LstmCell<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private static TVector One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TSimd.Broadcast(1);
    }

    /// <summary>From z and c to c' and h', for many rows.</summary>
    /// <param name="shape">The cell's sizes.</param>
    /// <param name="weights">Packed weights.</param>
    /// <param name="rows">Where each row's x begins, its h directly behind it, and room for its gates: e_i, e_f, e_g and e_o, which <see cref="StepBackward"/> needs.</param>
    /// <param name="states">Where each row's c stands, and where c' and h' go.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(LstmShape shape, float* weights, in PackedRows rows, in LstmStates states)
    {
        int blocks = shape.Blocks;
        var recurrent = new PackedWeights(weights + Packing.RowLength, blocks, shape.BlockLength, shape.WeightRows, Packing.RowLength);
        PackedProduct<TSimd, TVector>.Multiply(weights, shape.BlockLength, recurrent, rows);

        // One loop a stage: each is so short that the processor works on many iterations at once. In a single loop an iteration would wait
        // longer than it can look ahead, which costs half as much again.
        Exponential<TSimd, TVector>.PowersOfTwo(rows.Sums, rows.Count * blocks * Packing.RowLength);
        for (int row = 0; row < rows.Count; row++)
        {
            float* cellState = rows.Factors[row] + states.CellStart;
            NextCellState(blocks, rows.Sums + (row * rows.SumStride), rows.SumBlockStride, cellState, cellState + states.NextCellOffset);
        }

        for (int row = 0; row < rows.Count; row++)
        {
            float* nextCellState = rows.Factors[row] + states.CellStart + states.NextCellOffset;
            float* nextHiddenState = states.NextHiddenState + (row * states.NextHiddenStride);
            NextHiddenState(blocks, rows.Sums + (row * rows.SumStride), rows.SumBlockStride, nextCellState, nextHiddenState);
        }
    }

    /// <summary>c' = (c (1 + e_i)(1 + e_g) + (1 - e_g)(1 + e_f)) / ((1 + e_i)(1 + e_g)(1 + e_f)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void NextCellState(int blocks, float* gates, nint blockStride, float* cellState, float* nextCellState)
    {
        for (int block = 0; block < blocks; block++)
        {
            for (nint unit = 0; unit < Packing.BlockWidth; unit += TSimd.Width)
            {
                TVector eg = TSimd.Load(gates + unit + Packing.Candidate);
                TVector onePlusEf = TSimd.Add(One, TSimd.Load(gates + unit + Packing.Forget));
                TVector onePlusEiEg = TSimd.Multiply(TSimd.Add(One, TSimd.Load(gates + unit)), TSimd.Add(One, eg));
                TVector entering = TSimd.Multiply(TSimd.Subtract(One, eg), onePlusEf);

                // A cell state that nothing enters decays. It is brought to 0 before the step, where it waits for the gates, not after, where h' waits for it.
                TVector c = TSimd.ZeroBelow(TSimd.Load(cellState + unit), (float)Underflow.Bound);
                TVector sum = TSimd.MultiplyAdd(c, onePlusEiEg, entering);
                TSimd.Store(nextCellState + unit, TSimd.Divide(sum, TSimd.Multiply(onePlusEiEg, onePlusEf)));
            }

            gates += blockStride;
            cellState += Packing.BlockWidth;
            nextCellState += Packing.BlockWidth;
        }
    }

    /// <summary>h' = (1 - e_c) / ((1 + e_o)(1 + e_c)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void NextHiddenState(int blocks, float* gates, nint blockStride, float* nextCellState, float* nextHiddenState)
    {
        for (int block = 0; block < blocks; block++)
        {
            for (nint unit = 0; unit < Packing.BlockWidth; unit += TSimd.Width)
            {
                TVector ec = PowerOfCellState(TSimd.Load(nextCellState + unit));
                TVector onePlusEo = TSimd.Add(One, TSimd.Load(gates + unit + Packing.Output));
                TSimd.Store(nextHiddenState + unit, TSimd.Divide(TSimd.Subtract(One, ec), TSimd.Multiply(onePlusEo, TSimd.Add(One, ec))));
            }

            gates += blockStride;
            nextCellState += Packing.BlockWidth;
            nextHiddenState += Packing.BlockWidth;
        }
    }

    /// <summary>
    /// From dL/dh' and dL/dc' to dL/dz and dL/dc:
    /// <code>
    /// dc' += dh' o (1 - tanh²(c'))
    /// dz_i = dc' g i (1 - i)    dz_f = dc' c f (1 - f)    dz_g = dc' i (1 - g²)    dz_o = dh' tanh(c') o (1 - o)
    /// dc   = dc' f
    /// </code>
    /// dL/dh follows by <see cref="TransposedProduct{TSimd,TVector}"/> from dz.
    /// </summary>
    /// <param name="blocks">Blocks of 16 units.</param>
    /// <param name="gates">What the step has recorded; receives dL/dz of ordinary, unfolded weights.</param>
    /// <param name="cellState">c.</param>
    /// <param name="nextCellState">c'.</param>
    /// <param name="hiddenStateGradient">dL/dh'.</param>
    /// <param name="cellStateGradient">dL/dc' without what comes through h'; receives dL/dc.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StepBackward(int blocks, float* gates, float* cellState, float* nextCellState, float* hiddenStateGradient, float* cellStateGradient)
    {
        int units = blocks * Packing.BlockWidth;
        for (nint unit = 0; unit < units; unit += TSimd.Width)
        {
            float* z = GatesOf(gates, unit);
            TVector onePlusEi = TSimd.Add(One, TSimd.Load(z));
            TVector onePlusEf = TSimd.Add(One, TSimd.Load(z + Packing.Forget));
            TVector eg = TSimd.Load(z + Packing.Candidate);
            TVector onePlusEg = TSimd.Add(One, eg);
            TVector onePlusEo = TSimd.Add(One, TSimd.Load(z + Packing.Output));
            TVector ec = PowerOfCellState(TSimd.Load(nextCellState + unit));
            TVector onePlusEc = TSimd.Add(One, ec);

            // One division serves i, f and g, another o and tanh(c').
            TVector eiEf = TSimd.Multiply(onePlusEi, onePlusEf);
            TVector inverse = TSimd.Divide(One, TSimd.Multiply(eiEf, onePlusEg));
            TVector i = TSimd.Multiply(TSimd.Multiply(onePlusEf, onePlusEg), inverse);
            TVector f = TSimd.Multiply(TSimd.Multiply(onePlusEi, onePlusEg), inverse);
            TVector g = TSimd.Multiply(TSimd.Multiply(TSimd.Subtract(One, eg), eiEf), inverse);
            inverse = TSimd.Divide(One, TSimd.Multiply(onePlusEo, onePlusEc));
            TVector o = TSimd.Multiply(onePlusEc, inverse);
            TVector tanhC = TSimd.Multiply(TSimd.Multiply(TSimd.Subtract(One, ec), onePlusEo), inverse);

            TVector dh = TSimd.Load(hiddenStateGradient + unit);
            TVector dc = TSimd.MultiplyAdd(TSimd.Multiply(dh, o), OneMinusSquare(tanhC), TSimd.Load(cellStateGradient + unit));
            TSimd.Store(z, TSimd.Multiply(TSimd.Multiply(dc, g), SigmoidSlope(i)));
            TSimd.Store(z + Packing.Forget, TSimd.Multiply(TSimd.Multiply(dc, TSimd.Load(cellState + unit)), SigmoidSlope(f)));
            TSimd.Store(z + Packing.Candidate, TSimd.Multiply(TSimd.Multiply(dc, i), OneMinusSquare(g)));
            TSimd.Store(z + Packing.Output, TSimd.Multiply(TSimd.Multiply(dh, tanhC), SigmoidSlope(o)));
            TSimd.Store(cellStateGradient + unit, TSimd.Multiply(dc, f));
        }
    }

    /// <summary>The input gate of a unit; the other gates follow at distances of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* GatesOf(float* gates, nint unit) =>
        TSimd.Width == Packing.BlockWidth ? gates + (4 * unit) : gates + (4 * (unit & -Packing.BlockWidth)) + (unit & (Packing.BlockWidth - 1));

    /// <summary>e_c = e^-2c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector PowerOfCellState(TVector cellState) =>
        Exponential<TSimd, TVector>.PowerOfTwo(TSimd.Multiply(cellState, TSimd.Broadcast(LstmShape.Fold(LstmGate.Candidate))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SigmoidSlope(TVector gate) => TSimd.Multiply(gate, TSimd.Subtract(One, gate));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OneMinusSquare(TVector value) => TSimd.Subtract(One, TSimd.Multiply(value, value));
}

/// <summary>Where the rows of an LSTM's step have their c, and where c' and h' go.</summary>
internal readonly unsafe struct LstmStates(nint cellStart, nint nextCellOffset, float* nextHiddenState, nint nextHiddenStride)
{
    /// <summary>Floats from a row's x to its c.</summary>
    public readonly nint CellStart = cellStart;

    /// <summary>Floats from a row's c to its c'; 0 replaces c.</summary>
    public readonly nint NextCellOffset = nextCellOffset;

    /// <summary>Row 0's h'. It may be no row's h.</summary>
    public readonly float* NextHiddenState = nextHiddenState;

    /// <summary>Floats from a row's h' to the next row's.</summary>
    public readonly nint NextHiddenStride = nextHiddenStride;
}
