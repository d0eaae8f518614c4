using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamRnn.Core.Scoring;

/// <summary>Four numbers side by side in a stream's row, worked on as one vector: a feature has four running ranges and four smoothed errors.</summary>
/// <remarks>A field of type <see cref="Vector256{T}"/> would ask for rows aligned to 32 bytes.</remarks>
[InlineArray(Length)]
internal struct Quadruple
{
    public const int Length = 4;

    private double first;

    public Vector256<double> Vector
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => Vector256.LoadUnsafe(in first);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => value.StoreUnsafe(ref first);
    }
}
