using System.Collections.Concurrent;
using System.Collections.Immutable;
using Spectre.Console;
using Spectre.Console.Rendering;
using StreamRnn.Alerting;
using StreamRnn.Worker.Live;

namespace StreamRnn.Worker.Demo;

/// <summary>
/// A live display for people, and above it each incident as it opens. It looks at the feed some times a second, so the lanes' speed
/// does not matter to it.
/// </summary>
internal sealed class TerminalReporter(IAnsiConsole console, LiveFeed feed, DemoProgress progress, TimeProvider timeProvider)
    : IDemoReporter
{
    private static readonly TimeSpan refreshInterval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<IncidentChange> openings = new();
    private readonly List<IncidentChange> written = [];
    private readonly ConcurrentDictionary<string, string> openIncidents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> incidentCounts = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource finished = new();
    private Task display = Task.CompletedTask;
    private Uri? page;

    /// <inheritdoc/>
    public void Begin(DemoRecording recording, double? speed, Uri? page, bool staysUp)
    {
        this.page = page;
        display = DrawAsync(recording, new TerminalDisplay(recording, feed, speed, page is null ? null : DemoText.LivePage(page, staysUp), console.Profile.Capabilities.Unicode));
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
            console.WriteLine(DemoText.StaysUp(page));
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

    private async Task DrawAsync(DemoRecording recording, TerminalDisplay content)
    {
        long start = timeProvider.GetTimestamp();
        using PeriodicTimer timer = new(refreshInterval, timeProvider);
        WriteTitle(recording);
        while (!finished.IsCancellationRequested)
        {
            int width = console.Profile.Width;
            await console.Live(Draw(width)).AutoClear(true).StartAsync(async live =>
            {
                while (!finished.IsCancellationRequested && console.Profile.Width == width)
                {
                    WriteOpenings();
                    live.UpdateTarget(Draw(width));
                    await timer.WaitForNextTickAsync(CancellationToken.None);
                }

                WriteOpenings();
            });
            if (console.Profile.Width != width)
            {
                // The terminal has wrapped what stood there, and Spectre would look for its lines in the wrong places.
                console.Clear();
                WriteTitle(recording);
                written.ForEach(Write);
            }
        }

        IRenderable Draw(int width) => content.Draw(
            width, progress.Processed, timeProvider.GetElapsedTime(start), incidentCounts, openIncidents.Values);
    }

    private void WriteTitle(DemoRecording recording)
    {
        console.MarkupLine(
            $"[bold]StreamRnn[/] plays {DemoText.Count(recording.ReadingCount)} real readings of {DemoText.Count(recording.Series.Length, "stream")}, in which people labelled {DemoText.Count(recording.WindowCount, "window")}.");
        console.WriteLine();
    }

    private void WriteOpenings()
    {
        while (openings.TryDequeue(out IncidentChange? change))
        {
            string stream = change.Opening.Stream;
            incidentCounts[stream] = incidentCounts.GetValueOrDefault(stream) + 1;
            written.Add(change);
            Write(change);
        }
    }

    // Over the whole width: Spectre writes above a display by writing over it, and leaves what stands to the right of shorter lines.
    private void Write(IncidentChange opening) => console.Write(new Grid { Expand = true }
        .AddColumn(new GridColumn().NoWrap())
        .AddColumn()
        .AddRow(
            new Text(DemoText.Time(opening.Opening.Time), new Style(Color.Grey)),
            new Markup($"[bold]{Markup.Escape(opening.Opening.Stream)}[/]  {Markup.Escape(DemoText.Opening(opening))}")));
}
