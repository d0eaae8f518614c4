using System.Collections.Immutable;

namespace StreamRnn.Core.Kernels;

/// <summary>The one table of kernel variants.</summary>
public static class VectorWidths
{
    /// <summary>All widths, the preferred one first: wider before narrower, emulated ones last.</summary>
    public static ImmutableArray<VectorWidth> ByPreference { get; } =
    [
        .. new[] { VectorWidth.Bits512, VectorWidth.Bits256, VectorWidth.Bits128 }.OrderByDescending(IsHardwareAccelerated),
    ];

    /// <summary>The widest that this processor computes without emulation.</summary>
    public static VectorWidth Preferred => ByPreference[0];

    /// <summary>Whether this processor computes <paramref name="width"/> without emulation.</summary>
    public static bool IsHardwareAccelerated(VectorWidth width) => width switch
    {
        VectorWidth.Bits512 => Simd512.IsHardwareAccelerated,
        VectorWidth.Bits256 => Simd256.IsHardwareAccelerated,
        VectorWidth.Bits128 => Simd128.IsHardwareAccelerated,
        _ => throw new ArgumentOutOfRangeException(nameof(width), width, "The vector width is 128, 256 or 512 bits."),
    };
}
