using System.Text;

namespace StreamRnn.Worker.Evaluation;

/// <summary>Which series may be looked at while the detector is tuned, and which only judge it.</summary>
internal enum SeriesHalf
{
    /// <summary>Thresholds and constants are chosen on it.</summary>
    Tune,

    /// <summary>Nothing is chosen on it.</summary>
    Judge,
}

/// <summary>A set of series that is scored as a whole.</summary>
internal enum SeriesScope
{
    /// <summary>Every series of the suite.</summary>
    All,

    /// <summary>Those of <see cref="SeriesHalf.Tune"/>.</summary>
    Tune,

    /// <summary>Those of <see cref="SeriesHalf.Judge"/>.</summary>
    Judge,
}

/// <summary>Halves a suite for good, by the series' names alone.</summary>
internal static class Halving
{
    private const uint OffsetBasis = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>
    /// The half of a series: an even FNV-1a hash, 32 bits, of the UTF-8 bytes of its name tunes, an odd one judges. The name is
    /// the file's path below the suite's folder, with slashes, without <c>.gz</c>.
    /// </summary>
    public static SeriesHalf HalfOf(string name)
    {
        uint hash = OffsetBasis;
        foreach (byte letter in Encoding.UTF8.GetBytes(name))
        {
            hash = unchecked((hash ^ letter) * Prime);
        }

        return hash % 2 == 0 ? SeriesHalf.Tune : SeriesHalf.Judge;
    }

    /// <summary>Whether a scope takes a half in.</summary>
    public static bool Holds(this SeriesScope scope, SeriesHalf half) => scope switch
    {
        SeriesScope.Tune => half == SeriesHalf.Tune,
        SeriesScope.Judge => half == SeriesHalf.Judge,
        _ => true,
    };
}
