namespace StreamRnn.Core.Kernels;

/// <summary>How vectors and weights lie in memory: units stand in blocks of 16, whatever the vector width.</summary>
internal static class Packing
{
    /// <summary>Units in a block: one 64-byte line of floats.</summary>
    public const int BlockWidth = 16;

    /// <summary>Floats in a packed row: 16 units for each of the four gates.</summary>
    public const int RowLength = 4 * BlockWidth;

    /// <summary>The next multiple of 16.</summary>
    public static int RoundUp(int count) => (count + BlockWidth - 1) & -BlockWidth;
}
