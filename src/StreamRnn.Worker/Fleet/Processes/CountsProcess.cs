using StreamRnn.Core.Numerics;

namespace StreamRnn.Worker.Fleet.Processes;

/// <summary>Requests, people, errors: whole numbers that arrive by chance at a rate that follows the day.</summary>
internal sealed class CountsProcess : ClockProcess
{
    private readonly double peak;
    private readonly double night;
    private readonly double peakHour;
    private readonly double sharpness;

    private CountsProcess(double peak, double night, double peakHour, double sharpness, double dayJitter, ulong daySeed)
        : base(dayJitter, daySeed) => (this.peak, this.night, this.peakHour, this.sharpness) = (peak, night, peakHour, sharpness);

    /// <inheritdoc/>
    public override double Minimum => 0;

    /// <inheritdoc/>
    public override bool IsCount => true;

    /// <inheritdoc/>
    public override double Lowest => peak * night;

    /// <inheritdoc/>
    public override double Highest => peak;

    /// <summary>Draws one with a rate of 5 to 2,000 a reading at its peak and 0.02 to 0.5 of that at night.</summary>
    public static CountsProcess Draw(ref SplitMix64 random) => new(
        random.LogUniform(5, 2000), random.LogUniform(0.02, 0.5), random.Uniform(9, 21), random.Uniform(0.8, 3), random.Uniform(0.01, 0.05), random.NextUInt64());

    /// <inheritdoc/>
    public override double Deviation(double pattern, ref SplitMix64 random) => random.Poisson(Math.Max(pattern, 0)) - pattern;

    /// <inheritdoc/>
    public override double NoiseAt(double pattern) => Math.Sqrt(Math.Max(pattern, 1));

    /// <inheritdoc/>
    public override double LevelNoiseAt(double pattern, double hours) => Math.Sqrt(Math.Max(pattern, 1) + DayJitter * DayJitter * pattern * pattern);

    /// <inheritdoc/>
    public override bool IsBusy(long time) => Shape(time) > BusyFrom * peak;

    /// <inheritdoc/>
    protected override double Shape(long time)
    {
        double angle = 2 * Math.PI * (time / DayMilliseconds - peakHour / 24);
        return peak * (night + (1 - night) * Math.Pow((1 + Math.Cos(angle)) / 2, sharpness));
    }

    /// <inheritdoc/>
    protected override double DrawShift(long from, ref SplitMix64 random) => random.Uniform(7, 17) * 3_600_000;
}
