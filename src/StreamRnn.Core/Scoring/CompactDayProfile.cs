using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// The <see cref="DayProfile"/> of the readings (<see cref="FeatureRanges.Profile"/>) in 3 bytes a bin: half precision relative to the stream's range, b = (v - centre) / unit.
/// All-zero bytes are a fresh profile.
/// </summary>
/// <remarks>
/// <para>
/// Halves have 11 bits, so near half the range a bin stalls where it is within 5 of their steps of its values (at rate 0.1): a thousandth of the range. Rounding at
/// random in proportion would not stall, but gains nothing at this rate: over six real series E differs from that of the exact profile by at most
/// 0.003 either way, and the rows in alarm are the same.
/// </para>
/// <para>
/// The centre and unit are the mean and span of the reading's range when 1, 20, 100, 500, 2000 values were seen, then every 4096, and whenever the span has grown
/// fourfold; the bins are then rewritten in the new units, and so stay within the halves' fine range.
/// </para>
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct CompactDayProfile
{
    private const int BinCount = 48;
    private const double Growth = 4;
    private const int RebaseInterval = 4096;

    // The largest finite half is 65504; a value so many spans away from the mean says no more than that it is far.
    private const double MaxRelative = 60_000;

    private double centre;
    private double unit;
    private Bins bins;
    private Counts counts;

    /// <summary>What the profile says of a bin from the values so far.</summary>
    /// <param name="bin">0-based.</param>
    /// <param name="average">What an empty bin gives: the average of all readings, see <see cref="FeatureRanges.LongAverage"/>.</param>
    public readonly double Expect(int bin, double average) => counts[bin] == 0 ? average : centre + (unit * (float)bins[bin]);

    /// <summary>Takes a value in.</summary>
    /// <param name="bin">0-based.</param>
    /// <param name="value">Finite.</param>
    /// <param name="seen">Values seen, <paramref name="value"/> included.</param>
    /// <param name="mean">Of the running range of the reading, <paramref name="value"/> included.</param>
    /// <param name="span">Of the same range.</param>
    public void Observe(int bin, double value, int seen, double mean, double span)
    {
        if (seen is 1 or 20 or 100 or 500 or 2000 || seen % RebaseInterval == 0 || span > Growth * unit)
        {
            Rebase(mean, span);
        }

        double relative = (value - centre) / unit;
        double before = counts[bin] == 0 ? 0 : (float)bins[bin];
        counts[bin] += (byte)(counts[bin] < byte.MaxValue ? 1 : 0);
        bins[bin] = Round(before + ((relative - before) * FeatureRanges.Profile.RateAt(counts[bin])));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Rebase(double newCentre, double newUnit)
    {
        for (int bin = 0; bin < BinCount; bin++)
        {
            if (counts[bin] != 0)
            {
                double value = centre + (unit * (float)bins[bin]);
                bins[bin] = Round((value - newCentre) / newUnit);
            }
        }

        centre = newCentre;
        unit = newUnit;
    }

    private static Half Round(double value) => (Half)(float)Math.Clamp(value, -MaxRelative, MaxRelative);

    [InlineArray(BinCount)]
    private struct Bins
    {
        private Half first;
    }

    // Held at 255: by then the rate is the lowest one.
    [InlineArray(BinCount)]
    private struct Counts
    {
        private byte first;
    }
}
