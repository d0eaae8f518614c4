using StreamRnn.Core.Numerics;

namespace StreamRnn.Worker.Fleet.Processes;

/// <summary>A stream whose pattern follows the clock. No two days are quite alike: each has an amplitude of its own, and one goes over into the next.</summary>
internal abstract class ClockProcess(double dayJitter, ulong daySeed) : StreamProcess
{
    private protected const double DayMilliseconds = 86_400_000;

    /// <summary>Other patterns that are drawn, of which the one that differs most is taken.</summary>
    private const int Tries = 8;

    private const int ComparedTimes = 32;

    /// <summary>Standard deviation of a day's amplitude, as a share of it.</summary>
    private protected double DayJitter => dayJitter;

    /// <inheritdoc/>
    public override (double From, double To) PatternSpan => (6 * 3_600_000.0, 14 * 3_600_000.0);

    /// <inheritdoc/>
    public override double Step(long time, double change, ref SplitMix64 random) => Amplitude(time) * Shape(time + (long)change);

    /// <summary>The shape, of a usual amplitude, at a time.</summary>
    protected abstract double Shape(long time);

    /// <summary>A shift of the clock that may give another pattern, in milliseconds.</summary>
    protected abstract double DrawShift(long from, ref SplitMix64 random);

    /// <summary>The shift of the clock under which the shape differs most.</summary>
    public override double DrawChange(long from, long to, ref SplitMix64 random)
    {
        (double best, double most) = (0, -1);
        for (int i = 0; i < Tries; i++)
        {
            double shift = DrawShift(from, ref random);
            double difference = Difference(from, to, (long)shift);
            (best, most) = difference > most ? (shift, difference) : (best, most);
        }

        return best;
    }

    private double Difference(long from, long to, long shift)
    {
        double sum = 0;
        for (int i = 0; i < ComparedTimes; i++)
        {
            long time = from + (to - from) * i / ComparedTimes;
            sum += Math.Abs(Shape(time + shift) - Shape(time));
        }

        return sum;
    }

    private double Amplitude(long time)
    {
        double days = time / DayMilliseconds;
        double day = Math.Floor(days);
        double share = days - day;
        return 1 + dayJitter * ((1 - share) * OfDay((long)day) + share * OfDay((long)day + 1));
    }

    /// <summary>A function of the day alone, so that it does not matter where the stream begins.</summary>
    private double OfDay(long day)
    {
        var random = new SplitMix64(daySeed + (ulong)day);
        return random.Normal();
    }
}
