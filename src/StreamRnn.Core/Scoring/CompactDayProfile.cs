using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>
/// A <see cref="DayProfile"/> in 3 bytes a bin: half precision relative to the stream's range, b = (v - centre) / unit. All-zero bytes are a fresh profile.
/// </summary>
/// <remarks>
/// <para>
/// Halves have 11 bits, so a small rate would stall on plain rounding wherever rate · |v - bin| is under half a step; they are rounded up or
/// down at random in proportion, which keeps the mean right. The choice is a hash of (values seen, bin): the same input gives the same bits.
/// </para>
/// <para>
/// The centre and unit are the mean and span of the reading's record when 1, 20, 100, 500, 2000 values were seen, then every 4096, and whenever the span has grown
/// fourfold; the bins are then rewritten in the new units, and so stay within the halves' fine range.
/// </para>
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct CompactDayProfile
{
    private const double RateOfAll = 0.01;
    private const double Growth = 4;
    private const int RebaseInterval = 4096;

    // The largest finite half is 65504; a value so many spans away from the mean says no more than that it is far.
    private const double Largest = 60_000;

    private double all;
    private double centre;
    private double unit;
    private uint count;

    /// <summary>What the profile says of a bin from the values so far.</summary>
    /// <param name="values">The bins' values in relative units, <c>[bins]</c>.</param>
    /// <param name="counts">The bins' counts, <c>[bins]</c>, held at 255.</param>
    /// <param name="bin">0-based.</param>
    public readonly double Expect(ReadOnlySpan<Half> values, ReadOnlySpan<byte> counts, int bin) =>
        counts[bin] == 0 ? all : centre + (unit * (double)values[bin]);

    /// <summary>Takes a value in.</summary>
    /// <param name="shape">The profile's constants.</param>
    /// <param name="values">The bins' values in relative units, <c>[bins]</c>.</param>
    /// <param name="counts">The bins' counts, <c>[bins]</c>, held at 255.</param>
    /// <param name="bin">0-based.</param>
    /// <param name="value">Finite.</param>
    /// <param name="reading">The record of the reading, <paramref name="value"/> included.</param>
    public void Observe(
        DayProfileShape shape, Span<Half> values, Span<byte> counts, int bin, double value, in Record reading)
    {
        all += (value - all) * (count == 0 ? 1 : RateOfAll);
        count++;
        if (count is 1 or 20 or 100 or 500 or 2000 || count % RebaseInterval == 0 || reading.Span > Growth * unit)
        {
            Rebase(values, counts, reading.Mean, reading.Span);
        }

        double relative = (value - centre) / unit;
        double before = counts[bin] == 0 ? 0 : (double)values[bin];
        counts[bin] += (byte)(counts[bin] < byte.MaxValue ? 1 : 0);
        values[bin] = Round(before + ((relative - before) * shape.RateAt(counts[bin])), bin);
    }

    private void Rebase(Span<Half> values, ReadOnlySpan<byte> counts, double newCentre, double newUnit)
    {
        for (int bin = 0; bin < values.Length; bin++)
        {
            if (counts[bin] != 0)
            {
                double value = centre + (unit * (double)values[bin]);
                values[bin] = Round((value - newCentre) / newUnit, bin);
            }
        }

        centre = newCentre;
        unit = newUnit;
    }

    private readonly Half Round(double value, int bin)
    {
        value = Math.Clamp(value, -Largest, Largest);
        Half nearest = (Half)value;
        double rest = value - (double)nearest;
        if (rest == 0)
        {
            return nearest;
        }

        Half other = rest > 0 ? Half.BitIncrement(nearest) : Half.BitDecrement(nearest);
        double share = Math.Abs(rest / ((double)other - (double)nearest));
        return Chance(count, (uint)bin) < share ? other : nearest;
    }

    // The finaliser of SplitMix64 (Steele, Lea and Flood, 2014), to [0, 1).
    private static double Chance(uint count, uint bin)
    {
        ulong z = (((ulong)count << 32) | bin) * 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
