using System.Runtime.Intrinsics;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Four numbers side by side in a stream's row, worked on as one vector: a feature has four running ranges and four smoothed errors. The parts are written
/// once over it, for both precisions.
/// </summary>
/// <remarks>Every operation is exact or correctly rounded per element: a part has the same bits on every machine.</remarks>
/// <typeparam name="TSelf">The precision.</typeparam>
internal interface IQuadruple<TSelf>
    where TSelf : unmanaged, IQuadruple<TSelf>
{
    /// <summary>The smallest scale that errors are measured in: its products with any rate in use are no subnormal numbers.</summary>
    static abstract TSelf MinScale { get; }

    /// <summary>A bit for each element, set where a comparison was true.</summary>
    uint Mask { get; }

    /// <summary>An element, 0 to 3.</summary>
    double this[int index] { get; }

    /// <summary>The first element.</summary>
    double First { get; }

    /// <summary>Whether all elements are 0.</summary>
    bool IsZero { get; }

    static abstract TSelf Of(double value);

    static abstract TSelf Of(double first, double second, double third, double fourth);

    /// <summary>The four counts in the lower half.</summary>
    static abstract TSelf OfCounts(Vector128<ushort> counts);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    static abstract TSelf Max(TSelf left, TSelf right);

    static abstract TSelf Min(TSelf left, TSelf right);

    static abstract TSelf Abs(TSelf value);

    static abstract TSelf SquareRoot(TSelf value);

    /// <summary>All bits of an element set where left &gt; right.</summary>
    static abstract TSelf Above(TSelf left, TSelf right);

    /// <summary>All bits of an element set where left &gt;= right.</summary>
    static abstract TSelf NotBelow(TSelf left, TSelf right);

    /// <summary>Elements of <paramref name="whenSet"/> where the mask's bits are set, else of <paramref name="whenClear"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenSet, TSelf whenClear);

    /// <summary>The values, 0 where they lie within ±<see cref="Numerics.Underflow.Bound"/>.</summary>
    static abstract TSelf ToZero(TSelf values);
}

/// <summary>What is common to both precisions.</summary>
internal static class Quadruple
{
    /// <summary>Elements.</summary>
    public const int Length = 4;
}
