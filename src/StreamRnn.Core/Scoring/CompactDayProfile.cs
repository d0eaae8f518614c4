using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>The lean profile of the readings by the time of day, in 2 bytes a bin, relative to the stream's range: b = (v - centre) / unit. All-zero bytes are a fresh profile.</summary>
/// <remarks>
/// <para>
/// A bin's first value is the bin, each further one moves it by a tenth of the difference. A bin holds a whole number of 1/4096 units, one more where it is
/// 0 or above: 0 stands for a bin that has had no value, which gives the average of all readings.
/// </para>
/// <para>
/// The centre and unit are the mean and span of the reading's range when 1, 20, 100, 500, 2000 values were seen, then every 4096, and whenever the span has grown
/// fourfold; the bins are then rewritten in the new units, and so stay within what they can hold, ±8 units.
/// </para>
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct CompactDayProfile
{
    /// <summary>Bins of a day.</summary>
    public const int BinCount = 48;

    private const double Rate = 0.1;
    private const double Growth = 4;
    private const int RebaseInterval = 4096;
    private const double Steps = 4096;

    private float centre;
    private float unit;
    private Bins bins;

    /// <summary>The bin of a time; the rate is unused.</summary>
    public static int BinOf(long time) => new DayProfileOptions(BinCount, Rate).BinOf(time);

    /// <summary>What the profile says of a bin from the values so far.</summary>
    /// <param name="bin">0-based.</param>
    /// <param name="average">What an empty bin gives: the average of all readings, see <see cref="FeatureRanges{TQuadruple}.LongAverage"/>.</param>
    public readonly double Expect(int bin, double average) => bins[bin] == 0 ? average : Value(bins[bin]);

    /// <summary>What the profile says of a bin, or of the one before, or the level.</summary>
    public readonly ProfileValue Expect(int bin, in ReadingLevel<float> level)
    {
        int before = (bin + BinCount - 1) % BinCount;
        return bins[bin] != 0 ? new ProfileValue(Value(bins[bin]), true)
            : new ProfileValue(bins[before] != 0 ? Value(bins[before]) : level.Level, false);
    }

    /// <summary>Takes a value in.</summary>
    /// <param name="bin">0-based.</param>
    /// <param name="value">Finite, relative to the stream's first value as all else here.</param>
    /// <param name="seen">Values seen, <paramref name="value"/> included.</param>
    /// <param name="mean">Of the running range of the reading, <paramref name="value"/> included.</param>
    /// <param name="span">Of the same range.</param>
    public void Observe(int bin, double value, int seen, double mean, double span)
    {
        if (seen is 1 or 20 or 100 or 500 or 2000 || seen % RebaseInterval == 0 || span > Growth * unit)
        {
            Rebase((float)mean, (float)span);
        }

        double relative = (value - centre) / unit * Steps;
        int before = StepsOf(bins[bin]);
        bins[bin] = Round(bins[bin] == 0 ? relative : before + ((relative - before) * Rate));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Rebase(float newCentre, float newUnit)
    {
        for (int bin = 0; bin < BinCount; bin++)
        {
            if (bins[bin] != 0)
            {
                bins[bin] = Round((Value(bins[bin]) - newCentre) / newUnit * Steps);
            }
        }

        centre = newCentre;
        unit = newUnit;
    }

    private readonly double Value(short bin) => centre + (unit * (StepsOf(bin) / Steps));

    private static int StepsOf(short bin) => bin > 0 ? bin - 1 : bin;

    /// <summary>The nearest that a bin can hold.</summary>
    private static short Round(double steps)
    {
        int rounded = (int)Math.Round(Math.Clamp(steps, short.MinValue, short.MaxValue - 1));
        return (short)(rounded >= 0 ? rounded + 1 : rounded);
    }

    [InlineArray(BinCount)]
    private struct Bins
    {
        private short first;
    }
}
