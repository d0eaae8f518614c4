namespace StreamRnn.Core.Tests.Scoring;

/// <summary>How lean memory normalises readings, plainly and in double: 4 (v - level) / (8 scale) by <see cref="TwinLevel"/>, within ±6.</summary>
internal static class LeanUnits
{
    public static double[] Normalised(double[] values)
    {
        var level = new TwinLevel();
        return [.. values.Select(value =>
        {
            double x = level.Seen == 0 ? 0 : Math.Max(-6, Math.Min(6, (value - level.Level) / (2 * level.Scale)));
            level.Add(value);
            return x;
        })];
    }
}
