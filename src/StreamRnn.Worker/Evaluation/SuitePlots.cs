using StreamRnn.Worker.Evaluation.Plots;

namespace StreamRnn.Worker.Evaluation;

/// <summary>Draws a suite's series into a folder, a file each and a page for all.</summary>
internal sealed class SuitePlots
{
    private readonly DirectoryInfo folder;
    private readonly Dictionary<string, string> files = new(StringComparer.Ordinal);

    /// <summary>Makes the folder and its page; plots come as series are done.</summary>
    public SuitePlots(Suite suite, DirectoryInfo folder)
    {
        this.folder = folder;
        folder.Create();
        for (int index = 0; index < suite.Series.Count; index++)
        {
            // Numbered, as names may be alike but for their folder, and a label file's names may lead anywhere.
            files[suite.Series[index].Name] = FormattableString.Invariant($"{index + 1:000}-{Path.GetFileNameWithoutExtension(suite.Series[index].Name)}.svg");
        }

        File.WriteAllText(Path.Combine(folder.ToString(), "index.html"), PlotIndex.Write($"streamrnn evaluate --suite {suite.Name}", files.Select(file => (file.Key, Uri.EscapeDataString(file.Value)))));
    }

    /// <summary>Draws one. Called on several threads.</summary>
    public void Draw(SeriesRecord record) => File.WriteAllText(Path.Combine(folder.ToString(), files[record.Series.Name]), SeriesPlot.Draw(new PlottedSeries
    {
        Title = $"{record.Series.Name} ({(record.Series.Half == SeriesHalf.Tune ? "tune" : "judge")})",
        Readings = record.Readings,
        Lower = record.Lower,
        Upper = record.Upper,
        Surprise = record.Surprise.Scores,
        Events = record.Events.Scores,
        Labels = record.Ranges,
        Incidents = record.Openings,
    }));
}
