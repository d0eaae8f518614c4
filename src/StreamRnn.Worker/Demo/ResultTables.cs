using System.Collections.Immutable;
using Spectre.Console;

namespace StreamRnn.Worker.Demo;

/// <summary>The demo's last word: incidents against labelled windows.</summary>
internal static class ResultTables
{
    /// <summary>Writes a row per stream with totals, a row per labelled window, and the sum in a sentence.</summary>
    public static void Write(IAnsiConsole console, ImmutableArray<StreamResult> results, TableBorder border)
    {
        int windows = results.Sum(result => result.Windows.Length);
        int found = results.Sum(result => result.FoundWindows);
        int inside = results.Sum(result => result.InsideIncidents);
        int other = results.Sum(result => result.OtherIncidents);
        Table streams = New(border, "Stream", "Readings", "Windows", "Found", "Incidents inside", "Other incidents");
        foreach (StreamResult result in results)
        {
            streams.AddRow(
                result.Stream, DemoText.Count(result.ReadingCount), $"{result.Windows.Length}", $"{result.FoundWindows}",
                $"{result.InsideIncidents}", $"{result.OtherIncidents}");
        }

        streams.AddEmptyRow().AddRow(
            "all", DemoText.Count(results.Sum(result => (long)result.ReadingCount)), $"{windows}", $"{found}", $"{inside}", $"{other}");
        Table times = New(border, "Stream", "Labelled from", "to", "First incident");
        foreach (StreamResult result in results)
        {
            foreach (WindowResult window in result.Windows)
            {
                times.AddRow(
                    result.Stream, DemoText.Time(window.Window.From), DemoText.Time(window.Window.To),
                    window.FirstIncident is { } first ? DemoText.Time(first) : "missed");
            }
        }

        console.WriteLine();
        console.Write(streams);
        console.WriteLine();
        console.Write(times);
        console.WriteLine();
        console.WriteLine($"{found} of {windows} labelled windows found; {DemoText.Count(inside, "incident")} inside, {other} elsewhere.");
    }

    private static Table New(TableBorder border, params string[] columns)
    {
        Table table = new Table().Border(border);
        foreach (string column in columns)
        {
            TableColumn added = new TableColumn(column).NoWrap();
            bool isText = column is "Stream" or "Labelled from" or "to" or "First incident";
            table.AddColumn(isText ? added : added.RightAligned());
        }

        return table;
    }
}
