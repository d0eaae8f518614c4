using StreamRnn.Core.Numerics;

namespace StreamRnn.Worker.Fleet.Processes;

/// <summary>The load of a service that people use at work: it rises in the morning, dips at noon, falls in the evening, each weekday is a little different, the weekend is low, and it scatters more the higher it is.</summary>
internal sealed class WeekdayProcess : ClockProcess
{
    private const int Days = 7;

    // 1970-01-01 was a Thursday; Saturday and Sunday are the days 2 and 3 from there on.
    private const int FirstWeekendDay = 2;

    private readonly double[] days;
    private readonly double rise;
    private readonly double fall;
    private readonly double floor;
    private readonly double dip;
    private readonly double noise;

    private WeekdayProcess(double[] days, double rise, double fall, double floor, double dip, double noise, double dayJitter, ulong daySeed)
        : base(dayJitter, daySeed) => (this.days, this.rise, this.fall, this.floor, this.dip, this.noise) = (days, rise, fall, floor, dip, noise);

    /// <inheritdoc/>
    public override double Minimum => 0;

    /// <inheritdoc/>
    public override double Lowest => floor;

    /// <inheritdoc/>
    public override (double From, double To) PatternSpan => (4 * 3_600_000.0, 8 * 3_600_000.0);

    /// <summary>Draws one, whose noise has this standard deviation at full load.</summary>
    public static WeekdayProcess Draw(double noise, ref SplitMix64 random)
    {
        double[] days = new double[Days];
        double weekend = random.Uniform(0.1, 0.45);
        for (int day = 0; day < Days; day++)
        {
            days[day] = random.Uniform(0.85, 1) * (IsWeekend(day) ? weekend : 1);
        }

        return new WeekdayProcess(
            days, random.Uniform(6.5, 9.5), random.Uniform(16, 21), random.Uniform(0.03, 0.25), random.Uniform(0, 0.3), noise, random.Uniform(0.01, 0.05), random.NextUInt64());
    }

    /// <inheritdoc/>
    public override double Deviation(double pattern, ref SplitMix64 random) => NoiseAt(pattern) * random.Normal();

    /// <inheritdoc/>
    public override double NoiseAt(double pattern) => noise * (0.3 + 0.7 * Math.Clamp(pattern, 0, 1));

    /// <inheritdoc/>
    public override double LevelNoiseAt(double pattern, double hours) => Math.Sqrt(NoiseAt(pattern) * NoiseAt(pattern) + DayJitter * DayJitter * pattern * pattern);

    /// <inheritdoc/>
    public override bool IsBusy(long time) => Shape(time) > BusyFrom * (floor + 1);

    /// <inheritdoc/>
    protected override double Shape(long time)
    {
        double since = time / DayMilliseconds;
        double hour = (since - Math.Floor(since)) * 24;
        double atWork = Step(hour - rise) * Step(fall - hour);
        double noon = dip * Math.Exp(-(hour - 12.5) * (hour - 12.5));
        return floor + days[(int)((long)Math.Floor(since) % Days + Days) % Days] * atWork * (1 - noon);
    }

    /// <summary>A weekday as on a weekend, or a weekend as on a weekday.</summary>
    protected override double DrawShift(long from, ref SplitMix64 random)
    {
        int day = (int)(Math.Floor(from / DayMilliseconds) % Days);
        int other;
        do
        {
            other = 1 + random.NextInt(Days - 1);
        }
        while (IsWeekend((day + other) % Days) == IsWeekend(day));
        return other * DayMilliseconds;
    }

    private static bool IsWeekend(int day) => day is FirstWeekendDay or FirstWeekendDay + 1;

    /// <summary>0 to 1 within some three hours.</summary>
    private static double Step(double hours) => 1 / (1 + Math.Exp(-2.5 * hours));
}
