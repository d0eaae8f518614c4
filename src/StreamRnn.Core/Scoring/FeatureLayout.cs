using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Where the parts of one feature's scoring state stand in a stream's row: <see cref="FeatureState{TQuadruple}"/> first, or <see cref="LeanFeature"/>, then the parts whose size depends on the memory and
/// on the clock. All offsets are multiples of 8 bytes.
/// </summary>
public readonly record struct FeatureLayout
{
    /// <summary>Lays the parts out.</summary>
    /// <param name="isRich">Whether the memory is rich; else it is lean.</param>
    /// <param name="hasClock">Whether events have a time of day.</param>
    public FeatureLayout(bool isRich, bool hasClock)
    {
        IsRich = isRich;
        HasClock = hasClock;
        ProfileOffset = isRich ? Align(Unsafe.SizeOf<FeatureState<DoubleQuadruple>>()) : Unsafe.SizeOf<LeanFeature>();
        SharpOffset = ProfileOffset + (!hasClock ? 0 : isRich ? ProfileSize(ReadingProfile.Options) : Unsafe.SizeOf<CompactDayProfile>());
        SharpStartOffset = SharpOffset + (isRich ? Align(Unsafe.SizeOf<SharpState<DoubleQuadruple, double>>()) : 0);
        SharpProfileOffset = SharpStartOffset + (isRich ? CalibratorOptions.StartBuffer * sizeof(float) : 0);
        BlocksOffset = SharpProfileOffset + (isRich && hasClock ? ProfileSize(SharpProfile.Options) : 0);
        RobustProfileOffset = BlocksOffset + (isRich ? Align(Unsafe.SizeOf<BlockState<double>>()) : 0);
        PatternThresholdOffset = RobustProfileOffset + (isRich && hasClock ? RobustProfile.SizeBytes : 0);
        Size = Align(PatternThresholdOffset + (isRich ? Unsafe.SizeOf<PatternThreshold>() : 0));
    }

    /// <summary>Whether the memory is rich.</summary>
    public bool IsRich { get; }

    /// <summary>Whether there is a time-of-day profile.</summary>
    public bool HasClock { get; }

    /// <summary>Bytes of one feature, a multiple of 8.</summary>
    public int Size { get; }

    /// <summary>A <see cref="DayProfile"/>, then its bins and their counts; in lean memory a <see cref="CompactDayProfile"/>, which has them inside.</summary>
    internal int ProfileOffset { get; }

    /// <summary>A <see cref="SharpState{TQuadruple, TReal}"/>; only in rich memory, as all that follows.</summary>
    internal int SharpOffset { get; }

    internal int SharpStartOffset { get; }

    /// <summary>A <see cref="DayProfile"/>, then its bins and their counts.</summary>
    internal int SharpProfileOffset { get; }

    /// <summary>A <see cref="BlockState{TReal}"/>; in lean memory it stands in the <see cref="LeanFeature"/>.</summary>
    internal int BlocksOffset { get; }

    /// <summary>A <see cref="RobustProfile"/>, where there is a clock.</summary>
    internal int RobustProfileOffset { get; }

    /// <summary>A <see cref="PatternThreshold"/>.</summary>
    internal int PatternThresholdOffset { get; }

    private static int ProfileSize(DayProfileOptions profile) => Unsafe.SizeOf<DayProfile>() + (profile.Bins * sizeof(double)) + Align(profile.Bins);

    private static int Align(int size) => (size + 7) / 8 * 8;
}
