namespace StreamRnn.Core.Tests.Scoring;

/// <summary>What becomes of the evidence, as its formulas read, in double precision: see <see cref="NaiveTwin"/>.</summary>
internal sealed class TwinHeads
{
    private readonly TwinBurst denseBursts = new(1);
    private readonly TwinBurst alarmBursts = new(1.5);
    private double held;
    private double level;
    private double recent;
    private double age;
    private double burstRate;

    /// <summary>The dense score, before it is brought to [0, 1).</summary>
    public double Dense { get; private set; }

    /// <summary>The event score of the ranges.</summary>
    public double Event { get; private set; }

    /// <summary>q, the event score of the sharp evidence.</summary>
    public double Sharp { get; private set; }

    public void Step(double lasting, double ranges, double sharp, double cappedSharp)
    {
        held = Math.Max(lasting, held * Math.Exp(-1.0 / 128));
        double g = lasting + (0.5 * held);
        Dense = (g / (g + 90)) + Math.Max(0, denseBursts.Step(sharp) - 2.5);

        recent *= Math.Exp(-1.0 / 500);
        level *= age >= 90 ? Math.Exp(-1.0 / 5) : 1;
        age++;
        Event = ranges > 1.4 * level ? ranges / (1 + (0.4 * recent)) : 0;
        recent += ranges > 1.4 * level ? ranges - level : 0;
        (level, age) = ranges >= level ? (ranges, 0) : (level, age);

        burstRate *= 0.999;
        bool isQuiet = alarmBursts.LevelAt < 1.5;
        Sharp = alarmBursts.Step(cappedSharp) / (1 + (burstRate / 24));
        burstRate += Sharp > 0 && isQuiet ? 1 : 0;
    }
}
