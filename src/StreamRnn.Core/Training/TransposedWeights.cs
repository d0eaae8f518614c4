using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Cells;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Training;

/// <summary>Weights by which a layer's gates read H hidden units, unfolded, as the backward pass reads them: <c>[blocks of h][units][4 gates][16 of h]</c>.</summary>
internal static unsafe class TransposedWeights
{
    /// <summary>Side of the squares that are transposed in registers; divides every number of hidden units.</summary>
    private const int Square = 4;

    /// <param name="cell">The cell's sizes.</param>
    /// <param name="weights">Packed, folded weights.</param>
    /// <param name="firstRow">The first hidden unit's row of weights: 1 + Inputs for the layer's own h, 1 for that of the layer below.</param>
    /// <param name="transposed">Receives 4 Hp² floats; padding beyond H is left as it is.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(LstmShape cell, float* weights, int firstRow, float* transposed)
    {
        nint columnLength = (nint)cell.PaddedHiddenUnits * Packing.RowLength;
        for (int hidden = 0; hidden < cell.HiddenUnits; hidden += Square)
        {
            float* column = transposed + (hidden / Packing.BlockWidth * columnLength) + (hidden % Packing.BlockWidth);
            for (int block = 0; block < cell.Blocks; block++)
            {
                float* source = weights + (block * (nint)cell.BlockLength) + ((firstRow + hidden) * Packing.RowLength);
                for (int entry = 0; entry < Packing.RowLength; entry += Square)
                {
                    // The entry is (gate, unit of the block).
                    int gate = entry / Packing.BlockWidth;
                    int unit = (block * Packing.BlockWidth) + (entry % Packing.BlockWidth);
                    TransposeSquare(source + entry, 1 / LstmShape.Fold((LstmGate)gate), column + (unit * Packing.RowLength) + (gate * Packing.BlockWidth));
                }
            }
        }
    }

    /// <summary>A 4 × 4 square of packed rows, scaled and transposed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeSquare(float* source, float scale, float* destination)
    {
        Vector128<float> a = Vector128.Load(source) * scale;
        Vector128<float> b = Vector128.Load(source + Packing.RowLength) * scale;
        Vector128<float> c = Vector128.Load(source + (2 * Packing.RowLength)) * scale;
        Vector128<float> d = Vector128.Load(source + (3 * Packing.RowLength)) * scale;
        Vector128<float> lowAc = ZipLow(a, c);
        Vector128<float> highAc = ZipHigh(a, c);
        Vector128<float> lowBd = ZipLow(b, d);
        Vector128<float> highBd = ZipHigh(b, d);
        ZipLow(lowAc, lowBd).Store(destination);
        ZipHigh(lowAc, lowBd).Store(destination + Packing.RowLength);
        ZipLow(highAc, highBd).Store(destination + (2 * Packing.RowLength));
        ZipHigh(highAc, highBd).Store(destination + (3 * Packing.RowLength));
    }

    /// <summary>Elements 0 and 1 of both, interleaved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> left, Vector128<float> right)
    {
        Vector128<float> spread = Vector128.Shuffle(right, Vector128.Create(0, 0, 1, 1));
        return Vector128.ConditionalSelect(Vector128.Create(-1, 0, -1, 0).AsSingle(), Vector128.Shuffle(left, Vector128.Create(0, 0, 1, 1)), spread);
    }

    /// <summary>Elements 2 and 3 of both, interleaved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> left, Vector128<float> right)
    {
        Vector128<float> spread = Vector128.Shuffle(right, Vector128.Create(2, 2, 3, 3));
        return Vector128.ConditionalSelect(Vector128.Create(-1, 0, -1, 0).AsSingle(), Vector128.Shuffle(left, Vector128.Create(2, 2, 3, 3)), spread);
    }
}
