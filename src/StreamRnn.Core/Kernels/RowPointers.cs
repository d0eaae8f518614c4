using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Kernels;

/// <summary>Where up to three rows begin.</summary>
internal readonly unsafe struct RowPointers(float* first, float* second, float* third)
{
    public readonly float* First = first;
    public readonly float* Second = second;
    public readonly float* Third = third;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RowPointers operator +(RowPointers rows, nint offset) => new(rows.First + offset, rows.Second + offset, rows.Third + offset);

    /// <summary>The same memory for each row.</summary>
    public static RowPointers Same(float* row) => new(row, row, row);

    /// <summary>Rows that begin at even distances.</summary>
    public static RowPointers Strided(float* first, nint stride) => new(first, first + stride, first + (2 * stride));
}
