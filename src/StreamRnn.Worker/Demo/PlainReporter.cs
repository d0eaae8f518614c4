using System.Collections.Immutable;
using Spectre.Console;
using StreamRnn.Alerting;

namespace StreamRnn.Worker.Demo;

/// <summary>
/// Plain lines for files, pipes and build logs: nothing in them depends on the machine, its clock or its ports, so that
/// every run prints the same. What does depend on them goes to the notices, on standard error.
/// </summary>
internal sealed class PlainReporter(TextWriter output, TextWriter notices) : IDemoReporter
{
    private Uri? page;

    /// <inheritdoc/>
    public void Begin(DemoRecording recording, double? speed, Uri? page, bool staysUp)
    {
        this.page = page;
        if (page is not null)
        {
            notices.WriteLine(DemoText.LivePage(page, staysUp));
        }

        if (speed is { } factor)
        {
            notices.WriteLine($"Playing at {DemoText.Speed(factor)}; --speed sets another one.");
        }

        output.WriteLine(
            $"Playing {DemoText.Count(recording.ReadingCount)} readings of {recording.Series.Length} streams, in which people labelled {recording.WindowCount} windows:");
        foreach (DemoSeries series in recording.Series)
        {
            output.WriteLine($"  {series.Stream.Name}: {series.Stream.Caption}");
        }

        output.WriteLine();
    }

    /// <inheritdoc/>
    public void Report(IncidentChange change)
    {
        if (change.State == IncidentState.Open)
        {
            output.WriteLine($"{DemoText.Time(change.Opening.Time)}  {change.Opening.Stream}  {DemoText.Opening(change)}");
        }
    }

    /// <inheritdoc/>
    public async Task FinishAsync(ImmutableArray<StreamResult> results, bool staysUp)
    {
        ResultTables.Write(PlainConsole.On(output), results, TableBorder.Ascii2);
        await output.FlushAsync();
        if (staysUp)
        {
            await notices.WriteLineAsync(DemoText.StaysUp(page));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
