using StreamRnn.Core.Numerics;

namespace StreamRnn.Worker.Fleet.Processes;

/// <summary>A pressure, a price: a level that wanders without a clock, drawn back to its mean or not at all, read with some noise.</summary>
internal sealed class WanderingProcess : StreamProcess
{
    private const double HourMilliseconds = 3_600_000;

    private readonly long interval;
    private readonly double keep;
    private readonly double stepDeviation;
    private readonly double readDeviation;
    private double level;
    private long begun = long.MinValue;

    private WanderingProcess(long interval, double keep, double stepDeviation, double readDeviation) =>
        (this.interval, this.keep, this.stepDeviation, this.readDeviation) = (interval, keep, stepDeviation, readDeviation);

    /// <inheritdoc/>
    public override double Lowest => -3;

    /// <inheritdoc/>
    public override double Highest => 3;

    /// <inheritdoc/>
    public override (double From, double To) PatternSpan => (2 * HourMilliseconds, 6 * HourMilliseconds);

    /// <summary>Draws one that forgets within 6 hours to 4 days, or, one in four, walks at random by 1 a day. Reading it adds noise like that of a step.</summary>
    public static WanderingProcess Draw(long intervalMilliseconds, ref SplitMix64 random)
    {
        bool isWalk = random.Chance(0.25);
        double memory = random.LogUniform(6, 96) * HourMilliseconds;
        double keep = isWalk ? 1 : Math.Exp(-intervalMilliseconds / memory);
        double stepDeviation = isWalk ? Math.Sqrt(intervalMilliseconds / (24 * HourMilliseconds)) : Math.Sqrt(1 - keep * keep);
        return new WanderingProcess(intervalMilliseconds, keep, stepDeviation, stepDeviation * random.LogUniform(0.5, 3));
    }

    /// <summary>Another pattern is a loop that hunts: a wave of this period where there was none, about as high as an hour's wandering.</summary>
    public override double Step(long time, double change, ref SplitMix64 random)
    {
        level = keep * level + stepDeviation * random.Normal();
        begun = change == 0 ? long.MinValue : begun == long.MinValue ? time : begun;
        return change == 0 ? level : level + 1.5 * LevelNoiseAt(level, 1) * Math.Sin(2 * Math.PI * (time - begun) / change);
    }

    /// <inheritdoc/>
    public override double Deviation(double pattern, ref SplitMix64 random) => readDeviation * random.Normal();

    /// <inheritdoc/>
    public override double NoiseAt(double pattern) => Math.Sqrt(stepDeviation * stepDeviation + 2 * readDeviation * readDeviation);

    /// <inheritdoc/>
    public override double LevelNoiseAt(double pattern, double hours)
    {
        double steps = Math.Max(1, hours * HourMilliseconds / interval);
        double wandered = keep == 1 ? stepDeviation * stepDeviation * steps : 1 - Math.Pow(keep, 2 * steps);
        return Math.Sqrt(wandered + readDeviation * readDeviation);
    }

    /// <inheritdoc/>
    public override double DrawChange(long from, long to, ref SplitMix64 random) => Math.Min(random.Uniform(10, 40) * 60_000, (to - from) / 4.0);
}
