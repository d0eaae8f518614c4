using System.Runtime.CompilerServices;
using StreamRnn.Core.Kernels;

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
    private const int Forget = (int)LstmGate.Forget * Packing.Lanes;
    private const int Candidate = (int)LstmGate.Candidate * Packing.Lanes;
    private const int Output = (int)LstmGate.Output * Packing.Lanes;

    private static TVector One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TSimd.Broadcast(1);
    }

    /// <summary>z = W [1; x; h] for many rows.</summary>
    /// <param name="shape">The cell's sizes.</param>
    /// <param name="weights">Packed weights.</param>
    /// <param name="rows">Where each row's <c>[x, h]</c> begins.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="sums">Receives z, <c>[blocks][4 gates][16]</c> a row, one row after the other.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sum(LstmShape shape, float* weights, float** rows, int count, float* sums)
    {
        var recurrent = new PackedWeights(weights + Packing.RowLength, shape.Blocks, shape.BlockLength, shape.WeightRows, Packing.RowLength);
        PackedProduct<TSimd, TVector>.Multiply(
            weights, shape.BlockLength, recurrent, new PackedRows(rows, count, 1, sums, shape.Blocks * Packing.RowLength, Packing.RowLength));
    }

    /// <summary>From z and c to c' and h'.</summary>
    /// <param name="blocks">Blocks of 16 units.</param>
    /// <param name="gates">z; with <paramref name="record"/> it receives e_i, e_f, e_g and e_o, which <see cref="StepBackward"/> needs.</param>
    /// <param name="cellState">c, <c>[16 · blocks]</c>.</param>
    /// <param name="nextCellState">Receives c'; may be c.</param>
    /// <param name="nextHiddenState">Receives h'.</param>
    /// <param name="record">Whether the gates are kept for the way back.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Activate(int blocks, float* gates, float* cellState, float* nextCellState, float* nextHiddenState, bool record)
    {
        int units = blocks * Packing.Lanes;

        // Two loops: in one, each turn would wait longer than the processor can look ahead.
        for (nint unit = 0; unit < units; unit += TSimd.Width)
        {
            float* z = GatesOf(gates, unit);
            TVector ei = Exponential<TSimd, TVector>.PowerOfTwo(TSimd.Load(z));
            TVector ef = Exponential<TSimd, TVector>.PowerOfTwo(TSimd.Load(z + Forget));
            TVector eg = Exponential<TSimd, TVector>.PowerOfTwo(TSimd.Load(z + Candidate));
            TVector onePlusEf = TSimd.Add(One, ef);
            TVector onePlusEiEg = TSimd.Multiply(TSimd.Add(One, ei), TSimd.Add(One, eg));
            TVector entering = TSimd.Multiply(TSimd.Subtract(One, eg), onePlusEf);
            TVector next = TSimd.Divide(TSimd.MultiplyAdd(TSimd.Load(cellState + unit), onePlusEiEg, entering), TSimd.Multiply(onePlusEiEg, onePlusEf));
            TSimd.Store(nextCellState + unit, next);
            if (record)
            {
                TSimd.Store(z, ei);
                TSimd.Store(z + Forget, ef);
                TSimd.Store(z + Candidate, eg);
            }
        }

        for (nint unit = 0; unit < units; unit += TSimd.Width)
        {
            float* z = GatesOf(gates, unit);
            TVector eo = Exponential<TSimd, TVector>.PowerOfTwo(TSimd.Load(z + Output));
            TVector ec = PowerOfCellState(TSimd.Load(nextCellState + unit));
            TSimd.Store(nextHiddenState + unit, TSimd.Divide(TSimd.Subtract(One, ec), TSimd.Multiply(TSimd.Add(One, eo), TSimd.Add(One, ec))));
            if (record)
            {
                TSimd.Store(z + Output, eo);
            }
        }
    }

    /// <summary>
    /// From dL/dh' and dL/dc' to dL/dz and dL/dc:
    /// <code>
    /// dc' += dh' o (1 - tanh²(c'))
    /// dz_i = dc' g i (1 - i)    dz_f = dc' c f (1 - f)    dz_g = dc' i (1 - g²)    dz_o = dh' tanh(c') o (1 - o)
    /// dc   = dc' f
    /// </code>
    /// dh follows by <see cref="TransposedProduct{TSimd,TVector}"/> from dz.
    /// </summary>
    /// <param name="blocks">Blocks of 16 units.</param>
    /// <param name="gates">What <see cref="Activate"/> has recorded; receives dL/dz of ordinary, unfolded weights.</param>
    /// <param name="cellState">c.</param>
    /// <param name="nextCellState">c'.</param>
    /// <param name="hiddenStateGradient">dL/dh'.</param>
    /// <param name="cellStateGradient">dL/dc' but for its way through h'; receives dL/dc.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StepBackward(int blocks, float* gates, float* cellState, float* nextCellState, float* hiddenStateGradient, float* cellStateGradient)
    {
        int units = blocks * Packing.Lanes;
        for (nint unit = 0; unit < units; unit += TSimd.Width)
        {
            float* z = GatesOf(gates, unit);
            TVector onePlusEi = TSimd.Add(One, TSimd.Load(z));
            TVector onePlusEf = TSimd.Add(One, TSimd.Load(z + Forget));
            TVector eg = TSimd.Load(z + Candidate);
            TVector onePlusEg = TSimd.Add(One, eg);
            TVector onePlusEo = TSimd.Add(One, TSimd.Load(z + Output));
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
            TSimd.Store(z + Forget, TSimd.Multiply(TSimd.Multiply(dc, TSimd.Load(cellState + unit)), SigmoidSlope(f)));
            TSimd.Store(z + Candidate, TSimd.Multiply(TSimd.Multiply(dc, i), OneMinusSquare(g)));
            TSimd.Store(z + Output, TSimd.Multiply(TSimd.Multiply(dh, tanhC), SigmoidSlope(o)));
            TSimd.Store(cellStateGradient + unit, TSimd.Multiply(dc, f));
        }
    }

    /// <summary>The input gate of a unit; the other gates follow at distances of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* GatesOf(float* gates, nint unit) =>
        TSimd.Width == Packing.Lanes ? gates + (4 * unit) : gates + (4 * (unit & -Packing.Lanes)) + (unit & (Packing.Lanes - 1));

    /// <summary>e_c = e^-2c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector PowerOfCellState(TVector cellState) =>
        Exponential<TSimd, TVector>.PowerOfTwo(TSimd.Multiply(cellState, TSimd.Broadcast(LstmShape.Fold(LstmGate.Candidate))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SigmoidSlope(TVector gate) => TSimd.Multiply(gate, TSimd.Subtract(One, gate));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OneMinusSquare(TVector value) => TSimd.Subtract(One, TSimd.Multiply(value, value));
}
