using System.Collections.Immutable;
using System.Runtime.Intrinsics;

namespace StreamRnn.Core.Kernels;

/// <summary>The vector width that kernels compute with. It changes the speed and never a result.</summary>
public enum VectorWidth
{
    /// <summary>4 floats: SSE, NEON, or emulated.</summary>
    Bits128 = 128,

    /// <summary>8 floats: AVX2 with FMA, or emulated.</summary>
    Bits256 = 256,

    /// <summary>16 floats: AVX-512, or emulated.</summary>
    Bits512 = 512,
}

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
    public static bool IsHardwareAccelerated(VectorWidth width) => Create(width, default(AccelerationQuery));

    /// <summary>Has the factory create its product in a vector width, or in the preferred one where none is given.</summary>
    internal static TProduct Create<TProduct>(VectorWidth? width, IKernelFactory<TProduct> factory) => (width ?? Preferred) switch
    {
        VectorWidth.Bits512 => factory.Create<Simd512, Vector512<float>>(),
        VectorWidth.Bits256 => factory.Create<Simd256, Vector256<float>>(),
        VectorWidth.Bits128 => factory.Create<Simd128, Vector128<float>>(),
        _ => throw new ArgumentOutOfRangeException(nameof(width), width, "The vector width is 128, 256 or 512 bits."),
    };

    private readonly struct AccelerationQuery : IKernelFactory<bool>
    {
        public bool Create<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            => TSimd.IsHardwareAccelerated;
    }
}

/// <summary>Creates what is compiled once for each vector width.</summary>
internal interface IKernelFactory<out TProduct>
{
    TProduct Create<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}
