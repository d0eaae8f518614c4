using System.Collections.Immutable;
using Spectre.Console;

namespace StreamRnn.Worker.Demo;

/// <summary>The demo's last word: incidents against labelled windows.</summary>
internal static class ResultTables
{
    // Narrower consoles than these have no room for headings on one line, and none for all columns.
    private const int OneLineHeadingsWidth = 105;
    private const int AllColumnsWidth = 80;

    private static readonly string[] textHeadings = ["Stream", "Labelled from", "to", "First incident"];
    private static readonly string[] minorHeadings = ["Readings", "to"];

    /// <summary>Writes a row per stream with totals, a row per labelled window, and the sum in a sentence.</summary>
    public static void Write(IAnsiConsole console, ImmutableArray<StreamResult> results, TableBorder border)
    {
        int windows = results.Sum(result => result.Windows.Length);
        int found = results.Sum(result => result.FoundWindows);
        int inside = results.Sum(result => result.InsideIncidents);
        int other = results.Sum(result => result.OtherIncidents);
        Write(
            console,
            border,
            ["Stream", "Readings", "Windows", "Found", "Incidents inside", "Other incidents"],
            [
                .. results.Select(result => new[]
                {
                    result.Stream, DemoText.Count(result.ReadingCount), $"{result.Windows.Length}", $"{result.FoundWindows}",
                    $"{result.InsideIncidents}", $"{result.OtherIncidents}",
                }),
                ["", "", "", "", "", ""],
                ["all", DemoText.Count(results.Sum(result => (long)result.ReadingCount)), $"{windows}", $"{found}", $"{inside}", $"{other}"],
            ]);
        Write(
            console,
            border,
            ["Stream", "Labelled from", "to", "First incident"],
            results.SelectMany(result => result.Windows.Select(window => new[]
            {
                result.Stream, DemoText.Time(window.Window.From), DemoText.Time(window.Window.To),
                window.FirstIncident is { } first ? DemoText.Time(first) : "missed",
            })));
        console.WriteLine();
        console.WriteLine($"{found} of {windows} labelled windows found; {DemoText.Count(inside, "incident")} inside, {other} elsewhere.");
    }

    private static void Write(IAnsiConsole console, TableBorder border, string[] headings, IEnumerable<string[]> rows)
    {
        int width = console.Profile.Width;
        int[] shown = [.. Enumerable.Range(0, headings.Length).Where(column => width >= AllColumnsWidth || !minorHeadings.Contains(headings[column]))];
        Table table = new Table().Border(border);
        foreach (int column in shown)
        {
            string heading = headings[column];
            bool isText = textHeadings.Contains(heading);
            TableColumn added = new(width >= OneLineHeadingsWidth || isText ? heading : heading.Replace(' ', '\n'));
            added.NoWrap = heading != "Stream" || width >= OneLineHeadingsWidth;
            table.AddColumn(isText ? added : added.RightAligned());
        }

        foreach (string[] row in rows)
        {
            table.AddRow([.. shown.Select(column => row[column])]);
        }

        console.WriteLine();
        console.Write(table);
    }
}
