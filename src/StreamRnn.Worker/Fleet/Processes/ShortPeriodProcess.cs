using StreamRnn.Core.Numerics;

namespace StreamRnn.Worker.Fleet.Processes;

/// <summary>A machine's beat: a wave with a period of minutes to an hour, whose phase wanders a little.</summary>
internal sealed class ShortPeriodProcess : StreamProcess
{
    private const double MinuteMilliseconds = 60_000;

    /// <summary>Fewer readings a period would not show its shape.</summary>
    private const double MinReadings = 6;

    /// <summary>Standard deviation that the phase gains in a period, as a share of it.</summary>
    private const double PhaseDeviation = 0.004;

    private readonly long interval;
    private readonly double period;
    private readonly double second;
    private readonly double secondPhase;
    private readonly double noise;
    private double phase;

    private ShortPeriodProcess(long interval, double period, double second, double secondPhase, double phase, double noise)
    {
        (this.interval, this.period, this.second) = (interval, period, second);
        (this.secondPhase, this.phase, this.noise) = (secondPhase, phase, noise);
    }

    /// <inheritdoc/>
    public override double Lowest => -1;

    /// <inheritdoc/>
    public override (double From, double To) PatternSpan => (Math.Max(3 * period, 45 * MinuteMilliseconds), Math.Max(8 * period, 240 * MinuteMilliseconds));

    /// <summary>Draws one with a period of 5 to 60 minutes and up to half a second harmonic.</summary>
    public static ShortPeriodProcess Draw(double noise, long intervalMilliseconds, ref SplitMix64 random) => new(
        intervalMilliseconds,
        Math.Max(MinReadings * intervalMilliseconds, random.LogUniform(5, 60) * MinuteMilliseconds),
        random.Uniform(0, 0.5), random.Uniform(0, 2 * Math.PI), random.NextDouble(), noise);

    /// <summary>Another pattern has a period that is so many times as long.</summary>
    public override double Step(long time, double change, ref SplitMix64 random)
    {
        double cycles = interval / (period * (change == 0 ? 1 : change));
        phase += cycles + Math.Sqrt(cycles) * PhaseDeviation * random.Normal();
        double angle = 2 * Math.PI * phase;
        return (Math.Sin(angle) + second * Math.Sin(2 * angle + secondPhase)) / (1 + second);
    }

    /// <inheritdoc/>
    public override double Deviation(double pattern, ref SplitMix64 random) => noise * random.Normal();

    /// <inheritdoc/>
    public override double NoiseAt(double pattern) => noise;

    /// <inheritdoc/>
    public override double LevelNoiseAt(double pattern, double hours) => noise;

    /// <inheritdoc/>
    public override double DrawChange(long from, long to, ref SplitMix64 random) =>
        random.Chance(0.5) && period >= 3 * MinReadings * interval ? random.Uniform(0.35, 0.6) : random.Uniform(1.7, 3);
}
