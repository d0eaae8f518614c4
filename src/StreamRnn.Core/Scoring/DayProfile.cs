using System.Runtime.InteropServices;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Scoring;

/// <summary>A stream's usual value by the time of day, in double precision. All-zero bytes are a fresh profile.</summary>
/// <remarks>
/// A bin's n-th value v moves it by (v - bin) max(1/n, rate). A bin without a value gives the average of all values, which follows each at 0.01 and starts
/// with the first; before that, 0. State per bin: 9 bytes.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct DayProfile
{
    private const double RateOfAll = 0.01;

    private double all;
    private long count;

    /// <summary>Values seen.</summary>
    public readonly long Count => count;

    /// <summary>What the profile says of a bin from the values so far.</summary>
    /// <param name="values">The bins' values, <c>[bins]</c>.</param>
    /// <param name="counts">The bins' counts, <c>[bins]</c>, held at 255.</param>
    /// <param name="bin">0-based.</param>
    public readonly double Expect(ReadOnlySpan<double> values, ReadOnlySpan<byte> counts, int bin) =>
        counts[bin] == 0 ? all : values[bin];

    /// <summary>Takes a value in.</summary>
    /// <param name="options">The profile's constants.</param>
    /// <param name="values">The bins' values, <c>[bins]</c>.</param>
    /// <param name="counts">The bins' counts, <c>[bins]</c>, held at 255: by then the rate is the lowest one.</param>
    /// <param name="bin">0-based.</param>
    /// <param name="value">Finite.</param>
    public void Observe(DayProfileOptions options, Span<double> values, Span<byte> counts, int bin, double value)
    {
        all = Underflow.ToZero(all + ((value - all) * (count == 0 ? 1 : RateOfAll)));
        count++;
        counts[bin] += (byte)(counts[bin] < byte.MaxValue ? 1 : 0);
        values[bin] = Underflow.ToZero(values[bin] + ((value - values[bin]) * options.RateAt(counts[bin])));
    }
}

/// <summary>The constants of a time-of-day profile.</summary>
/// <param name="Bins">Equal bins of a day (UTC), 1 and above.</param>
/// <param name="Rate">The lowest rate at which a bin follows its values, above 0, at most 1.</param>
public readonly record struct DayProfileOptions(int Bins, double Rate)
{
    private const long MillisecondsPerDay = 86_400_000;

    /// <summary>The bin of a time in Unix milliseconds, before 1970 too.</summary>
    public int BinOf(long time)
    {
        long ofDay = time % MillisecondsPerDay;
        ofDay += ofDay < 0 ? MillisecondsPerDay : 0;
        return (int)(ofDay * Bins / MillisecondsPerDay);
    }

    /// <summary>The rate of a bin's n-th value: max(1/n, <see cref="Rate"/>).</summary>
    public double RateAt(int n) => Math.Max(1.0 / n, Rate);
}
