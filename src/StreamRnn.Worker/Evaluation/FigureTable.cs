namespace StreamRnn.Worker.Evaluation;

/// <summary>A table of figures from one run.</summary>
/// <param name="Title">What its rows are.</param>
/// <param name="Rows">Each with the same figures.</param>
internal sealed record FigureTable(string Title, IReadOnlyList<FigureRow> Rows)
{
    /// <summary>Joins several runs' tables, which have the same rows and figures.</summary>
    public static IReadOnlyList<SeedTable> OverSeeds(IReadOnlyList<IReadOnlyList<FigureTable>> runs) =>
        [.. runs[0].Select((table, index) => new SeedTable(table.Title, [.. table.Rows.Select((row, place) => new SeedRow(
            row.Name, [.. row.Figures.Select((_, figure) => FigureOverSeeds.Of([.. runs.Select(run => run[index].Rows[place].Figures[figure])]))]))]))];
}

/// <summary>A row of a table.</summary>
/// <param name="Name">What the figures are of.</param>
/// <param name="Figures">In the order of the columns.</param>
internal sealed record FigureRow(string Name, IReadOnlyList<Figure> Figures);

/// <summary>A table over several seeds.</summary>
internal sealed record SeedTable(string Title, IReadOnlyList<SeedRow> Rows);

/// <summary>A row of it.</summary>
internal sealed record SeedRow(string Name, IReadOnlyList<FigureOverSeeds> Figures);
