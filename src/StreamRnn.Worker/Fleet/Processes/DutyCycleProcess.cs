using StreamRnn.Core.Numerics;

namespace StreamRnn.Worker.Fleet.Processes;

/// <summary>A compressor, a pump: on and off for lengths that vary a little, reaching each level at once or within minutes.</summary>
internal sealed class DutyCycleProcess : StreamProcess
{
    private const double MinuteMilliseconds = 60_000;

    /// <summary>On or off for at least so many readings.</summary>
    private const double MinReadings = 3;

    private readonly long interval;
    private readonly double onLength;
    private readonly double offLength;
    private readonly double lengthJitter;
    private readonly double approach;
    private readonly double noise;
    private bool isOn;
    private double left;
    private double level;

    private DutyCycleProcess(long interval, double onLength, double offLength, double lengthJitter, double approach, double noise)
    {
        (this.interval, this.onLength, this.offLength) = (interval, onLength, offLength);
        (this.lengthJitter, this.approach, this.noise) = (lengthJitter, approach, noise);
    }

    /// <inheritdoc/>
    public override double Lowest => 0;

    /// <inheritdoc/>
    public override (double From, double To) PatternSpan => (2 * (onLength + offLength), 6 * (onLength + offLength));

    /// <summary>Draws one that is on for 8 to 60 minutes and off for 10 to 120.</summary>
    public static DutyCycleProcess Draw(double noise, long intervalMilliseconds, ref SplitMix64 random)
    {
        double least = MinReadings * intervalMilliseconds;
        return new DutyCycleProcess(
            intervalMilliseconds,
            Math.Max(least, random.LogUniform(8, 60) * MinuteMilliseconds),
            Math.Max(least, random.LogUniform(10, 120) * MinuteMilliseconds),
            random.Uniform(0.05, 0.2),
            random.Chance(0.5) ? 1 : 1 - Math.Exp(-intervalMilliseconds / (random.Uniform(1, 4) * MinuteMilliseconds)),
            noise);
    }

    /// <summary>Another pattern has lengths that are so many times as long.</summary>
    public override double Step(long time, double change, ref SplitMix64 random)
    {
        left -= interval / (change == 0 ? 1 : change);
        if (left <= 0)
        {
            isOn = !isOn;
            left += (isOn ? onLength : offLength) * Math.Max(0.2, 1 + lengthJitter * random.Normal());
        }

        level += approach * ((isOn ? 1 : 0) - level);
        return level;
    }

    /// <inheritdoc/>
    public override double Deviation(double pattern, ref SplitMix64 random) => noise * random.Normal();

    /// <inheritdoc/>
    public override double NoiseAt(double pattern) => noise;

    /// <inheritdoc/>
    public override double LevelNoiseAt(double pattern, double hours) => noise;

    /// <inheritdoc/>
    public override double DrawChange(long from, long to, ref SplitMix64 random) =>
        random.Chance(0.5) && Math.Min(onLength, offLength) >= 3 * MinReadings * interval ? random.Uniform(0.2, 0.35) : random.Uniform(3, 5);
}
