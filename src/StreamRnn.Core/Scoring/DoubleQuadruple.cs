using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>Four numbers in double precision: the parts of rich memory.</summary>
/// <remarks>Packed: a field of the vector's own type would ask for rows aligned to its 32 bytes.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(double))]
internal readonly struct DoubleQuadruple : IQuadruple<DoubleQuadruple>
{
    private readonly Vector256<double> vector;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private DoubleQuadruple(Vector256<double> vector) => this.vector = vector;

    /// <summary>None: twice the digits end far above subnormal numbers.</summary>
    public static DoubleQuadruple MinScale => default;

    /// <summary>2^52 as bits: with a whole number below that in the mantissa, it is 2^52 and that number.</summary>
    private static Vector256<ulong> WholeNumbers => Vector256.Create(0x4330_0000_0000_0000UL);

    public uint Mask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => vector.ExtractMostSignificantBits();
    }

    public double First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => vector.ToScalar();
    }

    public bool IsZero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => vector == Vector256<double>.Zero;
    }

    public double this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => vector.GetElement(index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple Of(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple Of(double first, double second, double third, double fourth) => new(Vector256.Create(first, second, third, fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple OfCounts(Vector128<ushort> counts)
    {
        Vector256<ulong> wide = Vector256.WidenLower(Vector128.WidenLower(counts).ToVector256Unsafe());
        return new((wide | WholeNumbers).AsDouble() - WholeNumbers.AsDouble());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple operator +(DoubleQuadruple left, DoubleQuadruple right) => new(left.vector + right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple operator -(DoubleQuadruple left, DoubleQuadruple right) => new(left.vector - right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple operator *(DoubleQuadruple left, DoubleQuadruple right) => new(left.vector * right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple operator /(DoubleQuadruple left, DoubleQuadruple right) => new(left.vector / right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple Max(DoubleQuadruple left, DoubleQuadruple right) => new(Vector256.MaxNative(left.vector, right.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple Min(DoubleQuadruple left, DoubleQuadruple right) => new(Vector256.MinNative(left.vector, right.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple Abs(DoubleQuadruple value) => new(Vector256.Abs(value.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple SquareRoot(DoubleQuadruple value) => new(Vector256.Sqrt(value.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple Above(DoubleQuadruple left, DoubleQuadruple right) => new(Vector256.GreaterThan(left.vector, right.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple NotBelow(DoubleQuadruple left, DoubleQuadruple right) => new(Vector256.GreaterThanOrEqual(left.vector, right.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple Select(DoubleQuadruple mask, DoubleQuadruple whenSet, DoubleQuadruple whenClear) =>
        new(Vector256.ConditionalSelect(mask.vector, whenSet.vector, whenClear.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleQuadruple ToZero(DoubleQuadruple values) => new(Underflow.ToZero(values.vector));
}
