using System.Collections.Concurrent;
using System.Collections.Immutable;
using Spectre.Console;
using Spectre.Console.Rendering;
using StreamRnn.Alerting;
using StreamRnn.Worker.Live;

namespace StreamRnn.Worker.Demo;

/// <summary>
/// A live display for people: progress, a sparkline a stream, and above them each incident as it opens. It looks at the
/// feed some times a second, so the lanes' speed does not matter to it.
/// </summary>
internal sealed class TerminalReporter(IAnsiConsole console, LiveFeed feed, DemoProgress progress, TimeProvider timeProvider)
    : IDemoReporter
{
    private const int NameWidth = 38;
    private const int BarWidth = 40;
    private static readonly TimeSpan refreshInterval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<IncidentChange> openings = new();
    private readonly ConcurrentDictionary<string, string> openIncidents = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource finished = new();
    private readonly Dictionary<string, int> incidentCounts = new(StringComparer.Ordinal);
    private Task display = Task.CompletedTask;
    private Uri? page;

    /// <inheritdoc/>
    public void Begin(DemoRecording recording, Uri? page)
    {
        this.page = page;
        console.MarkupLine(
            $"[bold]StreamRnn[/] plays {DemoText.Count(recording.ReadingCount)} real readings of {recording.Series.Length} streams, in which people labelled {recording.WindowCount} windows.");
        if (page is not null)
        {
            console.MarkupLine($"Live page: [link]{page}[/]");
        }

        console.WriteLine();
        long start = timeProvider.GetTimestamp();
        display = console.Live(Display(recording, TimeSpan.Zero)).AutoClear(true).StartAsync(async live =>
        {
            using PeriodicTimer timer = new(refreshInterval, timeProvider);
            while (!finished.IsCancellationRequested)
            {
                WriteOpenings();
                live.UpdateTarget(Display(recording, timeProvider.GetElapsedTime(start)));
                await timer.WaitForNextTickAsync(CancellationToken.None);
            }

            WriteOpenings();
        });
    }

    /// <inheritdoc/>
    public void Report(IncidentChange change)
    {
        if (change.State == IncidentState.Open)
        {
            openIncidents[change.IncidentId] = change.Opening.Stream;
            openings.Enqueue(change);
        }
        else if (change.State == IncidentState.Resolve)
        {
            openIncidents.TryRemove(change.IncidentId, out _);
        }
    }

    /// <inheritdoc/>
    public async Task FinishAsync(ImmutableArray<StreamResult> results, bool staysUp)
    {
        await EndDisplayAsync();
        ResultTables.Write(console, results, TableBorder.Rounded);
        if (staysUp)
        {
            console.WriteLine();
            console.MarkupLine(page is null
                ? "All readings are played. Ctrl-C ends the worker."
                : $"All readings are played. The page stays up at [link]{page}[/]; Ctrl-C ends it.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndDisplayAsync();
        finished.Dispose();
    }

    private async Task EndDisplayAsync()
    {
        await finished.CancelAsync();
        await display;
    }

    private void WriteOpenings()
    {
        while (openings.TryDequeue(out IncidentChange? change))
        {
            string stream = change.Opening.Stream;
            incidentCounts[stream] = incidentCounts.GetValueOrDefault(stream) + 1;
            console.MarkupLine(
                $"[grey]{DemoText.Time(change.Opening.Time)}[/]  [bold]{Markup.Escape(stream)}[/]  {Markup.Escape(DemoText.Opening(change))}");
        }
    }

    private Rows Display(DemoRecording recording, TimeSpan elapsed) =>
        new(Text.Empty, Streams(recording), Text.Empty, Progress(recording.ReadingCount, elapsed));

    private Table Streams(DemoRecording recording)
    {
        // What the other columns leave, so that no line wraps.
        int width = Math.Clamp(console.Profile.Width - NameWidth - 30, 8, 80);
        Table table = new Table().Border(TableBorder.None).HideHeaders().AddColumns(
            new TableColumn("stream").NoWrap(), new TableColumn("readings").NoWrap(),
            // Fixed, so that nothing moves while numbers change.
            new TableColumn("last").RightAligned().NoWrap().Width(10), new TableColumn("incidents").RightAligned().NoWrap().Width(13));
        LivePoint[] points = new LivePoint[width];
        ImmutableArray<LiveStream> live = feed.Streams;
        foreach (DemoSeries series in recording.Series)
        {
            string name = series.Stream.Name;
            LiveStream? stream = live.FirstOrDefault(candidate => candidate.Name == name);
            int count = stream?.Copy(stream.Total - width, points, out _) ?? 0;
            double[] readings = [.. points.Take(count).Select(point => point.Reading)];
            int incidents = incidentCounts.GetValueOrDefault(name);
            table.AddRow(
                new Text(name.Length > NameWidth ? name[..(NameWidth - 1)] + "…" : name, openIncidents.Values.Contains(name) ? new Style(Color.Red) : Style.Plain),
                new Text(Sparkline.Draw(readings, console.Profile.Capabilities.Unicode).PadLeft(width), new Style(Color.SteelBlue1)),
                new Text(count > 0 ? DemoText.Reading(readings[^1]) : ""),
                new Text(incidents > 0 ? DemoText.Count(incidents, "incident") : "", new Style(Color.Grey)));
        }

        return table;
    }

    private IRenderable Progress(long total, TimeSpan elapsed)
    {
        long processed = progress.Processed;
        int filled = (int)(BarWidth * processed / total);
        string rate = elapsed > TimeSpan.Zero ? DemoText.Count((long)(processed / elapsed.TotalSeconds)) : "0";
        (string done, string rest) = console.Profile.Capabilities.Unicode ? ("━", "─") : ("#", "-");
        return new Markup(
            $"[steelblue1]{string.Concat(Enumerable.Repeat(done, filled))}[/][grey]{string.Concat(Enumerable.Repeat(rest, BarWidth - filled))}[/]"
            + $"  {DemoText.Count(processed)} of {DemoText.Count(total)} readings, {rate} a second");
    }
}
