using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamRnn.Core.Numerics;

/// <summary>Ends at 0 what only ever decays towards it.</summary>
/// <remarks>
/// An average of zeros would otherwise come to subnormal numbers and stay there: multiplied by 0.9, the smallest of them rounds to itself. On
/// many processors each operation on one costs many ordinary ones; an event of an idle lean stream took a quarter longer. What is stored is
/// brought to 0, not what goes on to the next part: that one would have to wait. In double precision the differences of such numbers, and their
/// products with any rate in use, are no subnormal numbers either; in single precision the scales of calibrators have a floor for that.
/// </remarks>
internal static class Underflow
{
    /// <summary>Magnitudes below it become 0: far above the smallest normal single-precision number, 1.2e-38, and far below what any part can tell from 0.</summary>
    public const double Bound = 1e-30;

    /// <summary>The value, or 0 where it lies within ±<see cref="Bound"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ToZero(double value) => Math.Abs(value) < Bound ? 0 : value;

    /// <summary>The value, or 0 where it lies within ±<see cref="Bound"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToZero(float value) => Math.Abs(value) < (float)Bound ? 0 : value;

    /// <summary>Does for four numbers what <see cref="ToZero(double)"/> does for one, to the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> ToZero(Vector256<double> values) =>
        Vector256.AndNot(values, Vector256.LessThan(Vector256.Abs(values), Vector256.Create(Bound)));

    /// <summary>Does for four numbers what <see cref="ToZero(float)"/> does for one, to the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ToZero(Vector128<float> values) =>
        Vector128.AndNot(values, Vector128.LessThan(Vector128.Abs(values), Vector128.Create((float)Bound)));

    /// <summary>Does for eight numbers what <see cref="ToZero(float)"/> does for one, to the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToZero(Vector256<float> values) =>
        Vector256.AndNot(values, Vector256.LessThan(Vector256.Abs(values), Vector256.Create((float)Bound)));
}
