namespace StreamRnn.Core.Scoring;

/// <summary>The constants of a time-of-day profile.</summary>
/// <param name="Bins">Equal bins of a day (UTC), 1 and above.</param>
/// <param name="Rate">The least rate at which a bin follows its values, above 0, at most 1.</param>
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
