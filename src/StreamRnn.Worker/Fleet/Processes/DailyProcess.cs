using StreamRnn.Core.Numerics;

namespace StreamRnn.Worker.Fleet.Processes;

/// <summary>A temperature, a demand: a few harmonics of the day, and noise that readings in a row may share.</summary>
internal sealed class DailyProcess : ClockProcess
{
    private readonly (double Amplitude, double Phase)[] harmonics;
    private readonly double noise;
    private readonly double memory;
    private double deviation;

    private DailyProcess((double, double)[] harmonics, double noise, double memory, double dayJitter, ulong daySeed)
        : base(dayJitter, daySeed) => (this.harmonics, this.noise, this.memory) = (harmonics, noise, memory);

    /// <inheritdoc/>
    public override double Lowest => -1;

    /// <summary>Draws one. Its noise has this standard deviation; one reading's carries over to the next by up to 0.9.</summary>
    public static DailyProcess Draw(double noise, ref SplitMix64 random)
    {
        var harmonics = new (double Amplitude, double Phase)[1 + random.NextInt(4)];
        double sum = 0;
        for (int i = 0; i < harmonics.Length; i++)
        {
            harmonics[i] = (random.Uniform(0.4, 1) / (1 + i), random.Uniform(0, 2 * Math.PI));
            sum += harmonics[i].Amplitude;
        }

        return new DailyProcess(
            [.. harmonics.Select(harmonic => (harmonic.Amplitude / sum, harmonic.Phase))],
            noise, random.Chance(0.5) ? 0 : random.Uniform(0.3, 0.9), random.Uniform(0.01, 0.06), random.NextUInt64());
    }

    /// <inheritdoc/>
    public override double Deviation(double pattern, ref SplitMix64 random) =>
        deviation = memory * deviation + Math.Sqrt(1 - memory * memory) * noise * random.Normal();

    /// <inheritdoc/>
    public override double NoiseAt(double pattern) => noise;

    /// <inheritdoc/>
    public override double LevelNoiseAt(double pattern, double hours) => Math.Sqrt(noise * noise + DayJitter * DayJitter * pattern * pattern);

    /// <inheritdoc/>
    protected override double Shape(long time)
    {
        double angle = 2 * Math.PI * (time / DayMilliseconds);
        double sum = 0;
        for (int i = 0; i < harmonics.Length; i++)
        {
            sum += harmonics[i].Amplitude * Math.Sin((i + 1) * angle + harmonics[i].Phase);
        }

        return sum;
    }

    /// <inheritdoc/>
    protected override double DrawShift(long from, ref SplitMix64 random) => random.Uniform(5, 13) * 3_600_000;
}
