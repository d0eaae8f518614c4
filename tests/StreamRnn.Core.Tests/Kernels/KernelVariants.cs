using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Tests.Kernels;

/// <summary>All that kernels choose between, forced in turn: every vector width, with few registers and with many, whatever this machine has.</summary>
internal static class KernelVariants
{
    public static ImmutableArray<KernelVariant> All { get; } =
    [
        new KernelVariant<ForcedRegisters<Simd512, Vector512<float>, Many>, Vector512<float>>("512 bits, many registers"),
        new KernelVariant<ForcedRegisters<Simd512, Vector512<float>, Few>, Vector512<float>>("512 bits, few registers"),
        new KernelVariant<ForcedRegisters<Simd256, Vector256<float>, Many>, Vector256<float>>("256 bits, many registers"),
        new KernelVariant<ForcedRegisters<Simd256, Vector256<float>, Few>, Vector256<float>>("256 bits, few registers"),
        new KernelVariant<ForcedRegisters<Simd128, Vector128<float>, Many>, Vector128<float>>("128 bits, many registers"),
        new KernelVariant<ForcedRegisters<Simd128, Vector128<float>, Few>, Vector128<float>>("128 bits, few registers"),
    ];

    private readonly struct Many : IRegisterSupply
    {
        public static bool IsLarge => true;
    }

    private readonly struct Few : IRegisterSupply
    {
        public static bool IsLarge => false;
    }
}

/// <summary>One of them.</summary>
internal abstract class KernelVariant(string name)
{
    public abstract TProduct Create<TProduct>(IKernelFactory<TProduct> factory);

    public override string ToString() => name;
}

internal sealed class KernelVariant<TSimd, TVector>(string name) : KernelVariant(name)
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public override TProduct Create<TProduct>(IKernelFactory<TProduct> factory) => factory.Create<TSimd, TVector>();
}
