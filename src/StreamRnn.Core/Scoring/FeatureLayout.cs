using System.Runtime.CompilerServices;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// Where the parts of one feature's scoring state stand in a stream's row: <see cref="FeatureState"/> first, then the parts whose size depends on the memory and
/// on the clock. All offsets are multiples of 8 bytes.
/// </summary>
public readonly record struct FeatureLayout
{
    private static readonly int HeadSize = Align(Unsafe.SizeOf<FeatureState>());

    /// <summary>Lays the parts out.</summary>
    /// <param name="memory"><see cref="StreamMemory.Lean"/> or <see cref="StreamMemory.Rich"/>.</param>
    /// <param name="hasClock">Whether events have a time of day.</param>
    /// <exception cref="ArgumentOutOfRangeException">The memory is still <see cref="StreamMemory.Auto"/>.</exception>
    public FeatureLayout(StreamMemory memory, bool hasClock)
    {
        if (memory is not (StreamMemory.Lean or StreamMemory.Rich))
        {
            throw new ArgumentOutOfRangeException(nameof(memory), memory, "The layout needs Lean or Rich memory.");
        }

        Memory = memory;
        HasClock = hasClock;
        ProfileOffset = HeadSize;
        ProfileBinsOffset = ProfileOffset + (hasClock && IsRich ? Unsafe.SizeOf<DayProfile>() : 0);
        ProfileCountsOffset = ProfileBinsOffset + (hasClock && IsRich ? RecordEvidence.Profile.Bins * sizeof(double) : 0);
        StartOffset = ProfileCountsOffset + (!hasClock ? 0 : IsRich ? Align(RecordEvidence.Profile.Bins) : Unsafe.SizeOf<CompactDayProfile>());
        PredictorOffset = StartOffset + (IsRich ? Calibrators.StartLength * sizeof(float) : 0);
        Size = PredictorOffset + (IsRich ? LinearPredictor.StateLength(hasClock) * sizeof(double) : 0);
    }

    /// <summary>Lean or rich.</summary>
    public StreamMemory Memory { get; }

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

    internal bool IsRich => Memory == StreamMemory.Rich;

    private static int Align(int size) => (size + 7) / 8 * 8;
}
