namespace StreamRnn.Worker.Evaluation;

/// <summary>A figure over several seeds.</summary>
/// <param name="Name">One of <see cref="FigureName"/>.</param>
/// <param name="Mean">Over the seeds that have it.</param>
/// <param name="Deviation">The standard deviation between seeds, of the sample; not a number for one seed.</param>
/// <param name="Values">Seed by seed.</param>
/// <param name="Decimals">Digits behind the point that mean something.</param>
internal sealed record FigureOverSeeds(string Name, double Mean, double Deviation, IReadOnlyList<double> Values, int Decimals)
{
    /// <summary>For a table: the mean, and the spread where there is one.</summary>
    public string Text => Figure.Write(Mean, Decimals) + (Deviation > 0 ? $" ±{Figure.Write(Deviation, Decimals)}" : "");

    /// <summary>Joins one figure's values.</summary>
    public static FigureOverSeeds Of(IReadOnlyList<Figure> figures)
    {
        double[] values = [.. figures.Select(figure => figure.Value)];

        // A seed without the figure, as a fleet without an anomaly of a kind, says nothing of it.
        double[] known = [.. values.Where(value => !double.IsNaN(value))];

        // From the first value on: equal ones then have no spread, not that of a rounding.
        double mean = known.Length == 0 ? double.NaN : known[0] + known.Average(value => value - known[0]);
        double deviation = known.Length < 2 ? double.NaN : Math.Sqrt(known.Sum(value => (value - mean) * (value - mean)) / (known.Length - 1));
        return new FigureOverSeeds(figures[0].Name, mean, deviation, values, figures[0].Decimals);
    }
}

/// <summary>An evaluation's figures over its seeds.</summary>
internal sealed class ScoreSummary
{
    /// <summary>Joins the seeds' scores, which all have the same figures in the same order.</summary>
    public ScoreSummary(Suite suite, IReadOnlyList<SuiteScore> seeds)
    {
        Suite = suite;
        Totals = Enum.GetValues<SeriesScope>().ToDictionary(scope => scope, scope => Over([.. seeds.Select(seed => seed.Totals[scope])]));
        PerSeries = [.. suite.Series.Select((_, index) => Over([.. seeds.Select(seed => seed.PerSeries[index])]))];
        Thresholds = Over([.. seeds.Select(seed => seed.Thresholds)]);
    }

    /// <summary>What was scored.</summary>
    public Suite Suite { get; }

    /// <summary>For each scope.</summary>
    public IReadOnlyDictionary<SeriesScope, IReadOnlyList<FigureOverSeeds>> Totals { get; }

    /// <summary>For each series, in the suite's order.</summary>
    public IReadOnlyList<IReadOnlyList<FigureOverSeeds>> PerSeries { get; }

    /// <summary>Chosen on the tuned half.</summary>
    public IReadOnlyList<FigureOverSeeds> Thresholds { get; }

    /// <summary>A total's mean over the seeds.</summary>
    public double this[SeriesScope scope, string name] => Totals[scope].First(figure => figure.Name == name).Mean;

    private static IReadOnlyList<FigureOverSeeds> Over(IReadOnlyList<IReadOnlyList<Figure>> seeds) =>
        [.. seeds[0].Select((_, index) => FigureOverSeeds.Of([.. seeds.Select(seed => seed[index])]))];
}
