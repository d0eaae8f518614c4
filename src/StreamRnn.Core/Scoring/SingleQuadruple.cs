using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>Four numbers in single precision: the parts of lean memory.</summary>
/// <remarks>Packed: a field of the vector's own type would ask for rows aligned to its 16 bytes.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(float))]
internal readonly struct SingleQuadruple : IQuadruple<SingleQuadruple>
{
    private readonly Vector128<float> vector;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SingleQuadruple(Vector128<float> vector) => this.vector = vector;

    public static SingleQuadruple MinScale => Of(1e-25);

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
        get => vector == Vector128<float>.Zero;
    }

    public double this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => vector.GetElement(index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple Of(double value) => new(Vector128.Create((float)value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple Of(double first, double second, double third, double fourth) => new(Vector128.Create((float)first, (float)second, (float)third, (float)fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple OfCounts(Vector128<ushort> counts) => new(Vector128.ConvertToSingle(Vector128.WidenLower(counts).AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple operator +(SingleQuadruple left, SingleQuadruple right) => new(left.vector + right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple operator -(SingleQuadruple left, SingleQuadruple right) => new(left.vector - right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple operator *(SingleQuadruple left, SingleQuadruple right) => new(left.vector * right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple operator /(SingleQuadruple left, SingleQuadruple right) => new(left.vector / right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple Max(SingleQuadruple left, SingleQuadruple right) => new(Vector128.MaxNative(left.vector, right.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple Min(SingleQuadruple left, SingleQuadruple right) => new(Vector128.MinNative(left.vector, right.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple Abs(SingleQuadruple value) => new(Vector128.Abs(value.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple SquareRoot(SingleQuadruple value) => new(Vector128.Sqrt(value.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple Above(SingleQuadruple left, SingleQuadruple right) => new(Vector128.GreaterThan(left.vector, right.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple NotBelow(SingleQuadruple left, SingleQuadruple right) => new(Vector128.GreaterThanOrEqual(left.vector, right.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple Select(SingleQuadruple mask, SingleQuadruple whenSet, SingleQuadruple whenClear) =>
        new(Vector128.ConditionalSelect(mask.vector, whenSet.vector, whenClear.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleQuadruple ToZero(SingleQuadruple values) => new(Underflow.ToZero(values.vector));
}
