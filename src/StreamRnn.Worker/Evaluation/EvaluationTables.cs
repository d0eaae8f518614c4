using Spectre.Console;

namespace StreamRnn.Worker.Evaluation;

/// <summary>An evaluation on the terminal: a row a series, and the totals of all, of those tuned on and of those that judge.</summary>
internal sealed class EvaluationTables(IAnsiConsole console, TableBorder border)
{
    /// <summary>Writes the series and the totals.</summary>
    public void Write(ScoreSummary summary)
    {
        WriteSeries(summary);
        WriteTotals(summary);
        foreach (FigureOverSeeds threshold in summary.Thresholds)
        {
            console.WriteLine($"Threshold chosen on the tuned series for {threshold.Name}: {threshold.Text}");
        }
    }

    /// <summary>Writes what each ablation gives: a row a part, scope by scope.</summary>
    public void Write(IReadOnlyList<(Ablation Ablation, ScoreSummary Summary)> ablations)
    {
        foreach (SeriesScope scope in Enum.GetValues<SeriesScope>())
        {
            string[] names = [.. ablations[0].Summary.Totals[scope].Select(figure => figure.Name).Where(name => !IsCount(name))];
            Table table = Begin($"without ({NameOf(scope)})", names);
            foreach ((Ablation ablation, ScoreSummary summary) in ablations)
            {
                table.AddRow([ablation.Name, .. summary.Totals[scope].Where(figure => !IsCount(figure.Name)).Select(figure => figure.Text)]);
            }

            End(table);
        }
    }

    /// <summary>Writes the totals, a row a figure: there are more figures than scopes.</summary>
    public void WriteTotals(ScoreSummary summary)
    {
        SeriesScope[] scopes = Enum.GetValues<SeriesScope>();
        Table table = Begin("total", [.. scopes.Select(NameOf)]);
        for (int index = 0; index < summary.Totals[SeriesScope.All].Count; index++)
        {
            table.AddRow([summary.Totals[SeriesScope.All][index].Name, .. scopes.Select(scope => summary.Totals[scope][index].Text)]);
        }

        End(table);
    }

    /// <summary>Writes tables as they are, one after the other.</summary>
    public void Write(IReadOnlyList<SeedTable> tables)
    {
        foreach (SeedTable figures in tables)
        {
            Table table = Begin(figures.Title, figures.Rows[0].Figures.Select(figure => figure.Name));
            foreach (SeedRow row in figures.Rows)
            {
                table.AddRow([row.Name, .. row.Figures.Select(figure => figure.Text)]);
            }

            End(table);
        }
    }

    private static string NameOf(SeriesScope scope) => scope switch { SeriesScope.Tune => "tune", SeriesScope.Judge => "judge", _ => "all" };

    private static bool IsCount(string name) => name is FigureName.Series or FigureName.Rows or FigureName.Anomalies or FigureName.LabelledRows;

    private void WriteSeries(ScoreSummary summary)
    {
        Table table = Begin("series", ["half", .. summary.PerSeries[0].Select(figure => figure.Name)]);
        foreach ((SuiteSeries series, IReadOnlyList<FigureOverSeeds> figures) in summary.Suite.Series.Zip(summary.PerSeries))
        {
            table.AddRow([Markup.Escape(series.Name), series.Half == SeriesHalf.Tune ? "tune" : "judge", .. figures.Select(figure => figure.Text)]);
        }

        End(table);
    }

    private Table Begin(string first, IEnumerable<string> columns)
    {
        Table table = new Table().Border(border).AddColumn(new TableColumn(first).NoWrap());
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        return table;
    }

    private void End(Table table)
    {
        console.Write(table);
        console.WriteLine();
    }
}
