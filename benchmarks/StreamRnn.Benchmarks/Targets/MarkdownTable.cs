namespace StreamRnn.Benchmarks.Targets;

/// <summary>Writes lines of cells as one Markdown table, the first of them as its head.</summary>
internal static class MarkdownTable
{
    public static void Write(TextWriter writer, IReadOnlyList<string[]> lines)
    {
        int[] widths = [.. Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length))];
        WriteLine(lines[0]);
        WriteLine([.. widths.Select(width => new string('-', width))]);
        foreach (string[] line in lines.Skip(1))
        {
            WriteLine(line);
        }

        void WriteLine(string[] cells) => writer.WriteLine($"| {string.Join(" | ", cells.Select((cell, column) => cell.PadRight(widths[column])))} |");
    }
}
