namespace StreamRnn.Benchmarks.Targets;

/// <summary>The summary's table: every target, what was measured, and the verdict.</summary>
internal static class TargetTable
{
    private const string NoFigure = "no figure: its part failed";

    /// <summary>Writes it, of all parts or of one; false where a target has neither a figure nor a reason, as its part failed before.</summary>
    public static bool Write(TextWriter writer, BenchmarkResults results, string? part = null)
    {
        Dictionary<string, TargetResult> byName = results.Targets.ToDictionary(result => result.Name, StringComparer.Ordinal);
        var lines = new List<string[]> { new[] { "target", "measured", "verdict" } };
        bool isComplete = true;
        foreach (Target target in TargetCatalogue.All.Where(target => part is null || target.Part == part))
        {
            TargetResult? result = byName.GetValueOrDefault(target.Name);
            isComplete &= result is not null;
            lines.Add(result switch
            {
                { Measured: { } measured } => [target.Title, target.Format(measured), target.Verdict(measured)],
                { LeftOut: { } why } => [target.Title, string.Empty, $"left out: {why}"],
                _ => [target.Title, string.Empty, NoFigure],
            });
        }

        MarkdownTable.Write(writer, lines);
        return isComplete;
    }
}
