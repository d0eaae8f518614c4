using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Where the parts of one feature's scoring state stand in a stream's row: <see cref="FeatureState"/> first, then the parts whose size depends on the memory and
/// on the clock. All offsets are multiples of 8 bytes.
/// </summary>
public readonly record struct FeatureLayout
{
    private static readonly int HeadSize = Align(Unsafe.SizeOf<FeatureState>());

    /// <summary>Lays the parts out.</summary>
    /// <param name="isRich">Whether the memory is rich; else it is lean.</param>
    /// <param name="hasClock">Whether events have a time of day.</param>
    public FeatureLayout(bool isRich, bool hasClock)
    {
        IsRich = isRich;
        HasClock = hasClock;
        ProfileOffset = HeadSize;
        ProfileBinsOffset = ProfileOffset + (hasClock && IsRich ? Unsafe.SizeOf<DayProfile>() : 0);
        ProfileCountsOffset = ProfileBinsOffset + (hasClock && IsRich ? FeatureRanges.Profile.Bins * sizeof(double) : 0);
        StartOffset = ProfileCountsOffset + (!hasClock ? 0 : IsRich ? Align(FeatureRanges.Profile.Bins) : Unsafe.SizeOf<CompactDayProfile>());
        PredictorOffset = StartOffset + (IsRich ? Calibrators.StartLength * sizeof(float) : 0);
        Size = PredictorOffset + (IsRich ? LinearPredictor.StateLength(hasClock) * sizeof(double) : 0);
    }

    /// <summary>Whether the memory is rich.</summary>
    public bool IsRich { get; }

    /// <summary>Whether there is a time-of-day profile.</summary>
    public bool HasClock { get; }

    /// <summary>Bytes of one feature, a multiple of 8.</summary>
    public int Size { get; }

    /// <summary>A <see cref="DayProfile"/>, then its bins and their counts; in lean memory a <see cref="CompactDayProfile"/>, which has them inside.</summary>
    internal int ProfileOffset { get; }

    internal int ProfileBinsOffset { get; }

    internal int ProfileCountsOffset { get; }

    internal int StartOffset { get; }

    internal int PredictorOffset { get; }

    private static int Align(int size) => (size + 7) / 8 * 8;
}
