using System.Runtime.Intrinsics;

namespace StreamRnn.Core.Kernels;

/// <summary>
/// The operations that kernels are written in, for one vector width. Every operation is exact or correctly rounded per element,
/// so a kernel that computes each element of its result in the same order of operations gives the same bits at every width.
/// </summary>
/// <typeparam name="TVector">The vector of single-precision elements.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Elements in a vector; divides <see cref="Packing.BlockWidth"/>.</summary>
    static abstract int Width { get; }

    /// <summary>Whether the processor computes this width without emulation.</summary>
    static abstract bool IsHardwareAccelerated { get; }

    /// <summary>Whether 24 accumulators fit into the processor's registers beside their operands.</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(float* destination, TVector value);

    static abstract TVector Broadcast(float value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    /// <summary>left · right + addend, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    static abstract TVector SquareRoot(TVector value);

    /// <summary>The larger of two numbers; which of both where one is NaN is the processor's choice.</summary>
    static abstract TVector Max(TVector left, TVector right);

    /// <summary>The smaller of two numbers; which of both where one is NaN is the processor's choice.</summary>
    static abstract TVector Min(TVector left, TVector right);

    /// <summary>
    /// The value clamped to ±<paramref name="bound"/>; a NaN gives the bound of its sign. By integer operations, which on many processors
    /// leave the multiply-add units free.
    /// </summary>
    static abstract TVector ClampMagnitude(TVector value, float bound);

    /// <summary>The value, or 0 where its magnitude is below the bound; NaN stays.</summary>
    static abstract TVector ZeroBelow(TVector value, float bound);

    /// <summary>Adds the low 9 bits of <paramref name="exponentBits"/>, as an integer, to the exponent of <paramref name="value"/>.</summary>
    static abstract TVector AddToExponent(TVector value, TVector exponentBits);

    /// <summary>The unbiased exponent of a positive normal number whose mantissa then lies in [√½, √2), as a number.</summary>
    static abstract TVector Exponent(TVector value);

    /// <summary>All bits set where left &lt; right.</summary>
    static abstract TVector LessThan(TVector left, TVector right);

    /// <summary>All bits set where the element is not NaN.</summary>
    static abstract TVector IsNumber(TVector value);

    static abstract TVector And(TVector left, TVector right);

    /// <summary>Elements of <paramref name="whenSet"/> where the mask's bits are set, else of <paramref name="whenClear"/>.</summary>
    static abstract TVector Select(TVector mask, TVector whenSet, TVector whenClear);

    /// <summary>
    /// A block's 16 elements, in as many of the vectors as the width needs, added up to 4: (quarter 0 + quarter 2) + (quarter 1 + quarter 3).
    /// </summary>
    static abstract Vector128<float> ReduceBlock(TVector first, TVector second, TVector third, TVector fourth);
}
