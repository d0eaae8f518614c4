using System.Runtime.CompilerServices;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Networks;

/// <summary>Rows of streams that the network advances together, with scratch for one layer at a time.</summary>
internal readonly unsafe struct RowTile
{
    /// <summary>Each stream's <c>[x, h, c]</c>, <c>[Count]</c>.</summary>
    public readonly float** Rows;

    public readonly int Count;

    /// <summary>Where a layer's inputs begin in each row, <c>[Count]</c>.</summary>
    public readonly float** Inputs;

    /// <summary>A layer's gates, <c>[blocks][Count][4 gates][16]</c>.</summary>
    public readonly float* Gates;

    /// <summary>A layer's h', <c>[Count, Hp]</c>.</summary>
    public readonly float* NextHiddenStates;

    /// <param name="rows">The rows; no row twice.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="inputs">Scratch for as many addresses.</param>
    /// <param name="scratch">Scratch of <see cref="ScratchLength"/>.</param>
    /// <param name="paddedHiddenUnits">Hp.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RowTile(float** rows, int count, float** inputs, float* scratch, int paddedHiddenUnits)
    {
        Rows = rows;
        Count = count;
        Inputs = inputs;

        // On a 64-byte line: a vector that lies across two can't be loaded until its store has reached the cache.
        Gates = (float*)(((nint)scratch + 63) & -64);
        NextHiddenStates = Gates + (count * 4 * paddedHiddenUnits);
    }

    /// <summary>Floats of scratch for a layer's gates and h'.</summary>
    public static int ScratchLength(int count, int paddedHiddenUnits) => (count * 5 * paddedHiddenUnits) + Packing.BlockWidth;
}
