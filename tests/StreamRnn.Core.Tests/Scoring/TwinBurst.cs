namespace StreamRnn.Core.Tests.Scoring;

/// <summary>The filter of bursts, as its formulas read, in double precision: see <see cref="NaiveTwin"/>.</summary>
internal sealed class TwinBurst(double floor)
{
    private double level;
    private int age;

    /// <summary>M as the next row finds it.</summary>
    public double LevelAt => age >= 3 ? level * Math.Exp(-0.5) : level;

    public double Step(double y)
    {
        level = LevelAt;
        age++;
        double through = y > floor && y > 1.1 * level ? y : 0;
        if (y > floor && y >= level)
        {
            level = y;
            age = 0;
        }

        return through;
    }
}
