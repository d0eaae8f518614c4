using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>A feature's usual reading by the time of day, in 288 bins, of which no reading moves one far: a view on its values and counts. All zeros are fresh.</summary>
/// <remarks>
/// A bin that has had n readings moves by max(1/(n + 1), 0.03) of the distance, which counts for at most 10 scales; by a tenth of that where the reading is unusual. A fresh one takes
/// the first reading, limited alike from what was expected: the bin before, or the level.
/// </remarks>
internal readonly ref struct RobustProfile(Span<byte> state)
{
    /// <summary>Bins of a day.</summary>
    public static DayProfileOptions Options => new(288, 0.03);

    /// <summary>Bytes of one, a multiple of 8.</summary>
    public static int SizeBytes => Options.Bins * (sizeof(double) + sizeof(byte));

    private const double Unusual = 0.1;

    private readonly Span<double> values = MemoryMarshal.Cast<byte, double>(state[..(Options.Bins * sizeof(double))]);
    private readonly Span<byte> counts = state[(Options.Bins * sizeof(double))..];

    /// <summary>What is expected at a bin.</summary>
    /// <param name="bin">0-based.</param>
    /// <param name="level">What is expected where neither the bin nor the one before has had a reading.</param>
    public ProfileValue Expect(int bin, double level)
    {
        int before = (bin + Options.Bins - 1) % Options.Bins;
        return counts[bin] > 0 ? new ProfileValue(values[bin], true) : new ProfileValue(counts[before] > 0 ? values[before] : level, false);
    }

    /// <summary>Takes a reading in.</summary>
    /// <param name="bin">0-based.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="limited">The reading less that, limited.</param>
    /// <param name="isUnusual">Whether it is to move the bin by a tenth only.</param>
    public void Observe(int bin, double expected, double limited, bool isUnusual)
    {
        int count = counts[bin];
        double rate = Math.Max(1.0 / (count + 1), Options.Rate) * (isUnusual ? Unusual : 1);
        values[bin] = Underflow.ToZero(count == 0 ? expected + limited : values[bin] + (rate * limited));
        counts[bin] += (byte)(count < byte.MaxValue ? 1 : 0);
    }
}

/// <summary>What a profile says of a time of day.</summary>
/// <param name="Value">The usual reading.</param>
/// <param name="IsKnown">Whether it has had one at that time.</param>
internal readonly record struct ProfileValue(double Value, bool IsKnown);
