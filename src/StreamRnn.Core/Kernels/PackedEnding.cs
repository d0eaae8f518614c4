namespace StreamRnn.Core.Kernels;

/// <summary>Where the sums of two columns go.</summary>
internal enum PackedEnding
{
    /// <summary>Each to its place.</summary>
    Store,

    /// <summary>Both are halves of the first one's sum.</summary>
    Join,

    /// <summary>Each is added to what its place holds.</summary>
    Add,
}
