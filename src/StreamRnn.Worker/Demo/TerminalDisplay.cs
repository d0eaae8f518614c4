using System.Collections.Immutable;
using Spectre.Console;
using Spectre.Console.Rendering;
using StreamRnn.Worker.Live;

namespace StreamRnn.Worker.Demo;

/// <summary>What stands at the foot of the terminal while readings are played: a row per stream, how far it is, how fast, and where the page is. No line is wider than it is told.</summary>
internal sealed class TerminalDisplay(DemoRecording recording, LiveFeed feed, double? speed, string? page, bool unicode)
{
    private const int Gap = 2;
    private const int IncidentsWidth = 9;
    private const int MinSparklineWidth = 8;
    private const int MaxSparklineWidth = 80;
    private const int MaxBarWidth = 40;

    private static readonly Style quiet = new(Color.Grey);
    private static readonly Style line = new(Color.SteelBlue1);

    private readonly int longestName = recording.Series.Max(series => series.Stream.Name.Length);

    /// <summary>Draws it.</summary>
    /// <param name="width">Of the terminal, in characters.</param>
    /// <param name="processed">Readings that the engine is through with.</param>
    /// <param name="elapsed">Since the first of them.</param>
    /// <param name="incidentCounts">Incidents by stream.</param>
    /// <param name="openStreams">Streams that have an incident now.</param>
    public IRenderable Draw(
        int width, long processed, TimeSpan elapsed, IReadOnlyDictionary<string, int> incidentCounts, ICollection<string> openStreams)
    {
        int fixedWidth = DemoText.MaxReadingWidth + IncidentsWidth + (3 * Gap);
        int nameWidth = Math.Max(1, Math.Min(longestName, width - fixedWidth - MinSparklineWidth));
        int sparklineWidth = Math.Clamp(width - fixedWidth - nameWidth, 1, MaxSparklineWidth);
        Grid streams = new Grid().AddColumns(
            Column(nameWidth), Column(sparklineWidth), Column(DemoText.MaxReadingWidth).RightAligned(), Column(IncidentsWidth).RightAligned().PadRight(0));
        streams.AddRow(new Text("stream", quiet), Text.Empty, new Text("now", quiet), new Text("incidents", quiet));
        long maxTime = long.MinValue;
        LivePoint[] points = new LivePoint[sparklineWidth];
        ImmutableArray<LiveStream> live = feed.Streams;
        foreach (DemoSeries series in recording.Series)
        {
            string name = series.Stream.Name;
            LiveStream? stream = live.FirstOrDefault(candidate => candidate.Name == name);
            int count = stream?.Copy(stream.Total - sparklineWidth, points, out _) ?? 0;
            double[] readings = [.. points.Take(count).Select(point => point.Reading)];
            maxTime = points.Take(count).Aggregate(maxTime, (time, point) => Math.Max(time, point.Time));
            streams.AddRow(
                new Text(Shorten(name, nameWidth), openStreams.Contains(name) ? new Style(Color.Red) : Style.Plain),
                new Text(Sparkline.Draw(readings, unicode).PadLeft(sparklineWidth), line),
                new Text(count > 0 ? DemoText.Reading(readings[^1]) : ""),
                new Text(incidentCounts.TryGetValue(name, out int incidents) ? DemoText.Count(incidents) : "", quiet));
        }

        return new Rows(
        [
            Text.Empty,
            streams,
            Text.Empty,
            Progress(width, processed, maxTime),
            .. Lines(processed, elapsed).Select(text => new Text(Shorten(text, width), quiet)),
        ]);
    }

    private static GridColumn Column(int width) => new GridColumn().NoWrap().Width(width).PadLeft(0).PadRight(Gap);

    private Paragraph Progress(int width, long processed, long maxTime)
    {
        long total = recording.ReadingCount;
        string text = $"{DemoText.Count(processed)} of {DemoText.Count(total)} readings";
        text += maxTime == long.MinValue ? "" : $", {DemoText.Time(maxTime)}";
        int barWidth = Math.Clamp(width - text.Length - Gap, 0, MaxBarWidth);
        int filled = total == 0 ? 0 : (int)(barWidth * processed / total);
        (char done, char rest) = unicode ? ('━', '─') : ('#', '-');
        return new Paragraph(new string(done, filled), line)
            .Append(new string(rest, barWidth - filled), quiet)
            .Append(barWidth > 0 ? new string(' ', Gap) : "")
            .Append(Shorten(text, width));
    }

    private IEnumerable<string> Lines(long processed, TimeSpan elapsed)
    {
        yield return speed is { } factor
            ? $"{DemoText.Speed(factor)} (--speed)"
            : $"{DemoText.Count(elapsed > TimeSpan.Zero ? (long)(processed / elapsed.TotalSeconds) : 0)} readings a second";
        if (page is not null)
        {
            yield return page;
        }
    }

    private string Shorten(string text, int width) =>
        text.Length <= width ? text : $"{text[..Math.Max(0, width - 1)]}{(unicode ? '…' : '~')}";
}
