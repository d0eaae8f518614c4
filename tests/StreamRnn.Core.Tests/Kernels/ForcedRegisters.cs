using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Kernels;

namespace StreamRnn.Core.Tests.Kernels;

/// <summary>Whether a processor is taken to have many vector registers.</summary>
internal interface IRegisterSupply
{
    static abstract bool IsLarge { get; }
}

/// <summary>The operations of another type, with a given supply of registers in place of the processor's own.</summary>
internal readonly unsafe struct ForcedRegisters<TSimd, TVector, TSupply> : ISimd<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
    where TSupply : struct, IRegisterSupply
{
    public static int Width => TSimd.Width;

    public static bool IsHardwareAccelerated => TSimd.IsHardwareAccelerated;

    public static bool HasManyRegisters => TSupply.IsLarge;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(float* source) => TSimd.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, TVector value) => TSimd.Store(destination, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Broadcast(float value) => TSimd.Broadcast(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Add(TVector left, TVector right) => TSimd.Add(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Subtract(TVector left, TVector right) => TSimd.Subtract(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Multiply(TVector left, TVector right) => TSimd.Multiply(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Divide(TVector left, TVector right) => TSimd.Divide(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector MultiplyAdd(TVector left, TVector right, TVector addend) => TSimd.MultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector SquareRoot(TVector value) => TSimd.SquareRoot(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Max(TVector left, TVector right) => TSimd.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Min(TVector left, TVector right) => TSimd.Min(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ClampMagnitude(TVector value, float bound) => TSimd.ClampMagnitude(value, bound);

    public static TVector ZeroBelow(TVector value, float bound) => TSimd.ZeroBelow(value, bound);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector AddToExponent(TVector value, TVector exponentBits) => TSimd.AddToExponent(value, exponentBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exponent(TVector value) => TSimd.Exponent(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LessThan(TVector left, TVector right) => TSimd.LessThan(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector IsNumber(TVector value) => TSimd.IsNumber(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector And(TVector left, TVector right) => TSimd.And(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Select(TVector mask, TVector whenSet, TVector whenClear) => TSimd.Select(mask, whenSet, whenClear);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ReduceBlock(TVector first, TVector second, TVector third, TVector fourth) => TSimd.ReduceBlock(first, second, third, fourth);
}
